"""Apache Kafka as an operator secures it: encrypted, a user and a password for everybody, nothing allowed that is not said."""

from __future__ import annotations

import ipaddress
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from services.runtime.kafka.broker import Kafka
from tests.parts.kafka import RealKafka

ADMINISTRATOR = "administrator"
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required"
PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"

SECURED = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=CLIENT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=CLIENT://127.0.0.1:{port}
listener.security.protocol.map=CLIENT:SASL_SSL,CONTROLLER:SASL_PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=CLIENT
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
listener.name.client.scram-sha-512.sasl.jaas.config={scram} username="administrator" password="{password}";
listener.name.controller.sasl.enabled.mechanisms=PLAIN
sasl.mechanism.controller.protocol=PLAIN
listener.name.controller.plain.sasl.jaas.config={plain} username="controller" password="{password}" user_controller="{password}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users=User:administrator;User:controller
ssl.keystore.type=PEM
ssl.keystore.location={folder}/broker.pem
ssl.truststore.type=PEM
ssl.truststore.location={folder}/authority.pem
log.dirs={folder}/data
auto.create.topics.enable=false
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.cleaner.dedupe.buffer.size=4194304
num.network.threads=2
num.io.threads=2
"""


class SecuredKafka(RealKafka):
    """One KRaft node with SASL_SSL, SCRAM-SHA-512 and the StandardAuthorizer, and one user that may do everything."""

    def __init__(self, folder: Path) -> None:
        """Prepare; nothing is started."""
        super().__init__(folder)
        self.authority = folder / "authority.pem"
        self.prefix = ""
        self.passwords = {ADMINISTRATOR: secrets.token_hex(16)}

    def user(self, name: str, password: str = "") -> Kafka:
        """How `name` reaches this broker, as the settings of a process would say it."""
        return Kafka(
            self.address,
            prefix=self.prefix,
            protocol="SASL_SSL",
            user=name,
            password=SecretStr(password or self.passwords[name]),
            authority=self.authority,
        )

    def add_users(self, *names: str) -> None:
        """Make users as an operator does: kafka-configs.sh, which is kafka.admin.ConfigCommand, as the administrator."""
        running = []
        for name in names:
            self.passwords[name] = secrets.token_hex(16)
            (self.folder / f"{name}.properties").write_text(f"SCRAM-SHA-512=password={self.passwords[name]}\n")
            running.append(self._java("kafka.admin.ConfigCommand", *self._add(name)))
        for tool in running:
            self.finish(tool, "kafka.admin.ConfigCommand")

    def properties(self) -> str:
        """The broker's configuration, with its certificate and the administrator's own access beside it."""
        certify(self.folder)
        password = self.passwords[ADMINISTRATOR]
        access = (
            "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\n"
            f'sasl.jaas.config={SCRAM} username="{ADMINISTRATOR}" password="{password}";\n'
            f"ssl.truststore.type=PEM\nssl.truststore.location={self.authority}\n"
        )
        (self.folder / "administrator.properties").write_text(access)
        return SECURED.format(
            port=self.port,
            controller=self._controller,
            folder=self.folder,
            password=password,
            scram=SCRAM,
            plain=PLAIN,
        )

    def format_options(self) -> list[str]:
        """The first user is made with the folder: without one nobody could make another."""
        return ["--add-scram", f"SCRAM-SHA-512=[name={ADMINISTRATOR},password={self.passwords[ADMINISTRATOR]}]"]

    def _add(self, name: str) -> list[str]:
        reach = ["--bootstrap-server", self.address, "--command-config", str(self.folder / "administrator.properties")]
        what = ["--alter", "--entity-type", "users", "--entity-name", name]
        return [*reach, *what, "--add-config-file", str(self.folder / f"{name}.properties")]


def certify(folder: Path) -> None:
    """Write authority.pem, and broker.pem with the key and the certificate of 127.0.0.1 that it signs."""
    authority_key, authority_name = _key(), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Utväg test authority")])
    authority = _certificate(authority_name, authority_name, authority_key, authority_key, authority=True)
    key = _key()
    own = _certificate(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")]), authority_name, key, authority_key
    )
    (folder / "authority.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "broker.pem").write_bytes(private + own.public_bytes(serialization.Encoding.PEM))


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPrivateKey,
    signer: rsa.RSAPrivateKey,
    *,
    authority: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=not authority,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if not authority:
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        made = made.add_extension(names, critical=False)
    return made.sign(signer, hashes.SHA256())
