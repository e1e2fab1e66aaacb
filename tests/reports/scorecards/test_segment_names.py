"""A segment is called as its client calls it; a stage in the reader's language."""

from reports.scorecards.segment_names import NO_SEGMENT, segment_name


def test_a_name_stays_and_a_stage_is_told_in_both_languages() -> None:
    assert segment_name("Cartera norte", "es") == segment_name("Cartera norte", "en") == "Cartera norte"
    assert (segment_name("late", "es"), segment_name("late", "en")) == ("Tardía", "Late")
    assert (segment_name(NO_SEGMENT, "es"), segment_name(NO_SEGMENT, "en")) == ("Sin segmento", "No segment")
    assert segment_name("", "es") == ""
