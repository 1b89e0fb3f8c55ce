"""The tables of the placement file: every act on a placement that a board or a provider may record by a row."""

from services.referral.imports.act import Act
from services.referral.imports.acts_of_corrections import CORRECTIONS
from services.referral.imports.acts_of_incidents import INCIDENTS
from services.referral.imports.acts_of_papers import PAPERS
from services.referral.imports.acts_of_the_board import DECISIONS
from services.referral.imports.acts_of_the_course import COURSE
from services.referral.imports.acts_received_on_paper import RECEIVED_ON_PAPER
from services.runtime.files.table import FileFormat
from services.runtime.language.words import Words

MOST_ROWS = 200
ACTS: tuple[Act, ...] = (*PAPERS, *INCIDENTS, *DECISIONS, *RECEIVED_ON_PAPER, *COURSE, *CORRECTIONS)
BY_KEY = {act.key: act for act in ACTS}
FILE = FileFormat(tuple(act.table for act in ACTS), Words(sv="månadsrapport", en="monthly report"), MOST_ROWS)
