"""What came by phone or paper, as it is kept instead of a form: where the paper lies and by whom it came."""

from pydantic import BaseModel, ConfigDict

from services.runtime.forms.field import Field
from services.runtime.language.words import Words

PAPER = "paper"
PAPER_FIELDS: tuple[Field, ...] = (
    Field(PAPER, Words(sv="Innehåll eller diarienummer", en="Content or register number"), "textarea"),
    Field("by_whom", Words(sv="Kom genom", en="Came by way of"), "text"),
)


class Paper(BaseModel):
    """A submission whose content lies on paper or was given by phone."""

    model_config = ConfigDict(frozen=True)

    paper: str
    by_whom: str
    period: str = ""
