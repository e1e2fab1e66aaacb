"""How calls went, what their turns mean, and searches that go on by themselves."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021_search"
down_revision = "0020_qa"
_AT_ONCE = 500


def upgrade() -> None:
    """Make the tables; count how the calls of before went."""
    op.create_table(
        "call_manner",
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("tone", sa.Float(), nullable=True),
        sa.Column("debtor_state", sa.String(length=20), nullable=True),
        sa.Column("longest_silence_s", sa.Float(), nullable=True),
        sa.Column("overlap_share", sa.Float(), nullable=True),
        sa.Column("interruptions", sa.Integer(), nullable=True),
        sa.Column("agent_share", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_call_manner_recording_id_recording"),
        sa.PrimaryKeyConstraint("recording_id", name="pk_call_manner"),
    )
    op.create_table(
        "turn_meaning",
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("encoder", sa.String(length=16), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_turn_meaning_recording_id_recording"),
        sa.PrimaryKeyConstraint("recording_id", name="pk_turn_meaning"),
    )
    op.create_table(
        "monitor",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("closeness", sa.Float(), nullable=True),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_monitor_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_monitor_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_monitor"),
    )
    op.create_index("ix_monitor_organisation_id", "monitor", ["organisation_id"])
    op.create_table(
        "monitor_hit",
        sa.Column("monitor_id", sa.String(length=32), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("closeness", sa.Float(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["monitor_id"], ["monitor.id"], name="fk_monitor_hit_monitor_id_monitor"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_monitor_hit_recording_id_recording"),
        sa.PrimaryKeyConstraint("monitor_id", "recording_id", name="pk_monitor_hit"),
    )
    _count_manners()


def _count_manners() -> None:
    connection = op.get_bind()
    judged = sa.text(
        "SELECT e.recording_id, e.result, h.acoustics FROM evaluation e JOIN heard h ON h.recording_id = e.recording_id "
        "WHERE e.number = (SELECT max(number) FROM evaluation o WHERE o.recording_id = e.recording_id)"
    )
    table = sa.table("call_manner", *(sa.column(name) for name in _manner("", {}, {})))
    found = connection.execute(judged)
    while rows := found.fetchmany(_AT_ONCE):
        made = [_manner(id, json.loads(result), json.loads(acoustics) if acoustics else {}) for id, result, acoustics in rows]
        connection.execute(table.insert(), made)


def _manner(recording_id: str, result: dict[str, Any], sound: dict[str, Any]) -> dict[str, Any]:
    call, agent = sound.get("call", {}), sound.get("speakers", {}).get("agent", {}).get("timing", {})
    overlap, speech = call.get("overlap_s"), call.get("speech_s")
    return {
        "recording_id": recording_id,
        "tone": result.get("agent_tone", {}).get("score"),
        "debtor_state": result.get("debtor_state", {}).get("label"),
        "longest_silence_s": call.get("longest_silence_s"),
        "overlap_share": None if overlap is None or not speech else min(1.0, overlap / speech),
        "interruptions": agent.get("interruptions"),
        "agent_share": agent.get("talk_share"),
    }


def downgrade() -> None:
    """Drop them again."""
    for name in ("monitor_hit", "monitor", "turn_meaning", "call_manner"):
        op.drop_table(name)
