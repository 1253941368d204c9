from khuevan.training.models.agenda import (
    AgendaVersion,
    Session,
)
from khuevan.training.models.attendance import (
    Attendance,
    ClassPhoto,
    SelfCheckIn,
)
from khuevan.training.models.calls import (
    Call,
)
from khuevan.training.models.courses import (
    ClassRun,
    Course,
    SyllabusItem,
)
from khuevan.training.models.doors import (
    Device,
    ScanEvent,
)
from khuevan.training.models.letters import (
    UnitLetter,
    letter_fields,
)
from khuevan.training.models.materials import (
    Material,
    MaterialRead,
    Question,
)
from khuevan.training.models.needs import (
    Need,
)
from khuevan.training.models.printing import (
    Certificate,
    GateOpening,
    SheetReading,
    SheetRow,
    Summons,
)
from khuevan.training.models.rosters import RosterSheet
from khuevan.training.models.seats import (
    Nomination,
    Seat,
)
from khuevan.training.models.speakers import (
    Invitation,
    Speaker,
)
from khuevan.training.models.surveys import (
    ApplicationNote,
    Remark,
    Survey,
    SurveyMark,
    SurveyQuestion,
    Tally,
)
from khuevan.training.models.venues import (
    Quote,
    Venue,
    VenueProof,
)

__all__ = [
    "AgendaVersion",
    "ApplicationNote",
    "Attendance",
    "Call",
    "Certificate",
    "ClassPhoto",
    "ClassRun",
    "Course",
    "Device",
    "GateOpening",
    "Invitation",
    "Material",
    "MaterialRead",
    "Need",
    "Nomination",
    "Question",
    "Quote",
    "Remark",
    "RosterSheet",
    "ScanEvent",
    "Seat",
    "SelfCheckIn",
    "Session",
    "SheetReading",
    "SheetRow",
    "Speaker",
    "Summons",
    "Survey",
    "SurveyMark",
    "SurveyQuestion",
    "SyllabusItem",
    "Tally",
    "UnitLetter",
    "Venue",
    "VenueProof",
    "letter_fields",
]
