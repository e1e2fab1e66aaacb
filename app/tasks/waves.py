"""Tasks of waves: what takes a minute, and what no page should load."""

from celery import shared_task

from app.services.waves.close_days import close_days
from app.services.waves.cover_lab import clear_wave
from app.services.waves.draw_people import draw_people
from app.tasks.workshop import AuditTask
from app.worker import CLOSE_DAYS, COVER, PEOPLE


@shared_task(base=AuditTask, bind=True, name=PEOPLE)  # type: ignore[untyped-decorator]
def people(self: AuditTask, wave_id: str) -> None:
    """Draw the people of a wave."""
    draw_people(self.workshop.database, self.workshop.store, wave_id, self.workshop.clock())


@shared_task(base=AuditTask, bind=True, name=COVER)  # type: ignore[untyped-decorator]
def cover(self: AuditTask, wave_id: str) -> None:
    """Play the suspicious vendor over a wave's files."""
    clear_wave(self.workshop.database, self.workshop.store, wave_id, self.workshop.clock())


@shared_task(base=AuditTask, bind=True, name=CLOSE_DAYS)  # type: ignore[untyped-decorator]
def close_the_days(self: AuditTask) -> None:
    """Sign where every wave's chains stand, once a day."""
    close_days(self.workshop.database, self.app.conf["trasluz_settings"], self.workshop.clock())
