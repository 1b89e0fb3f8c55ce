import cProfile, pstats, time
from services.runtime.broker import Kafka
from services.runtime.embedded import EmbeddedKafka
from tests.runtime import ground
from tests.runtime.test_embedded_transport import ALL, _is
async def test_p(database):
    for _ in range(5): await ground.tell(database,"directory",1000)
    pr=cProfile.Profile(); c=time.process_time(); t=time.time()
    pr.enable()
    async with EmbeddedKafka() as b, ground.running(ALL, database, Kafka(b.address, embedded=True)) as h:
        print("up", time.time()-t, time.process_time()-c)
        await ground.until(lambda: _is(database,[5000]*3), seconds=110)
        print("done", time.time()-t, time.process_time()-c)
    pr.disable()
    pstats.Stats(pr).sort_stats("tottime").print_stats(28)
