import dataclasses
import datetime


@dataclasses.dataclass(frozen=True)
class Clock:
    today: datetime.date
    doubt: str = ""
