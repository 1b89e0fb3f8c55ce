"""A file of tables as a person sends it: chosen from the disk or pasted as text."""

from starlette.datastructures import FormData, UploadFile

from services.runtime.files.text import NoText, decode
from services.runtime.language.words import Words, plain
from services.runtime.scan.scanner import check

UNNAMED = "fil.csv"


async def sent_table_file(form: FormData) -> tuple[str, str, Words | None]:
    """Give the name and the text of a chosen file or pasted text; with neither, or no text, what is wrong.

    A name that may point somebody out is not kept: colleagues see it in the list of files.
    """
    chosen = form.get("file")
    name, content = "", b""
    if isinstance(chosen, UploadFile):
        name, content = chosen.filename or "", await chosen.read()
        await chosen.close()
    try:
        text = decode(content) if content else str(form.get("text") or "")
    except NoText as refused:
        return "", "", refused.wrong.what + plain(" ") + refused.wrong.remedy
    if not text.strip():
        return "", "", Words(sv="Välj en fil eller klistra in dess text.", en="Choose a file or paste its text.")
    return UNNAMED if check(name) else name, text, None
