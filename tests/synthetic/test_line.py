import random

import numpy as np
import pytest

from synthetic.line import (
    Coding,
    Line,
    Noise,
    banded,
    coded,
    gain_controlled,
    speech_level,
    through_line,
    with_lost_packets,
    with_noise,
)

RATE = 8000


def tone(hz: float, seconds: float = 2.0, level: float = 0.1, rate: int = RATE) -> np.ndarray:
    at = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hz * at)).astype(np.float32)


def rms(sound: np.ndarray) -> float:
    return float(np.sqrt(np.mean(sound.astype(np.float64) ** 2)))


def db(a: float, b: float) -> float:
    return 20 * np.log10(a / b)


def talk(seconds: float = 8.0) -> np.ndarray:
    """A tone that comes and goes each half second, as turns do."""
    sound = tone(900, seconds)
    sound[(np.arange(sound.size) // (RATE // 2)) % 2 == 1] = 0
    return sound


@pytest.mark.parametrize(("hz", "least_db", "most_db"), [(100, -200, -25), (1000, -1, 1), (2500, -1, 1), (3850, -200, -10)])
def test_only_the_telephone_band_passes(hz: float, least_db: float, most_db: float) -> None:
    sound = tone(hz)
    passed = db(rms(banded(sound, RATE, (300.0, 3400.0))[RATE // 2 :]), rms(sound))
    assert least_db < passed < most_db


@pytest.mark.parametrize("noise", list(Noise))
@pytest.mark.parametrize("snr_db", [10.0, 15.0, 20.0])
def test_noise_lies_as_far_under_speech_as_asked(noise: Noise, snr_db: float) -> None:
    sound = talk()
    added = with_noise(sound, RATE, snr_db, noise, np.random.default_rng(1)) - sound
    assert db(speech_level(sound, RATE), rms(added)) == pytest.approx(snr_db, abs=0.1)


def test_silence_has_no_level_to_hang_noise_on() -> None:
    silence = np.zeros(RATE, np.float32)
    assert speech_level(silence, RATE) == 0.0
    assert not with_noise(silence, RATE, 15, Noise.LINE, np.random.default_rng(1)).any()


def test_pauses_do_not_lower_the_level_of_speech() -> None:
    assert speech_level(talk(), RATE) == pytest.approx(speech_level(tone(900), RATE), rel=0.02)


def test_mu_law_leaves_at_most_256_values_and_gsm_more_error() -> None:
    sound = (tone(700) * np.linspace(0.1, 5, 2 * RATE)).astype(np.float32)
    mu = coded(sound, RATE, Coding.MU_LAW)
    gsm = coded(sound, RATE, Coding.GSM)
    assert len(np.unique(mu)) <= 256 < len(np.unique(sound))
    assert mu.shape == gsm.shape == sound.shape
    assert 0 < rms(mu - sound) < rms(gsm - sound) < rms(sound)


@pytest.mark.parametrize("share", [0.02, 0.1])
def test_packets_are_lost_in_the_share_asked(share: float) -> None:
    sound = np.random.default_rng(3).standard_normal(RATE * 120).astype(np.float32) * 0.1
    heard = with_lost_packets(sound, RATE, share, np.random.default_rng(4))
    packets = (heard != sound).reshape(-1, RATE // 50).any(axis=1)
    assert packets.mean() == pytest.approx(share, rel=0.35)


def test_gain_control_brings_a_quiet_half_near_a_loud_one() -> None:
    sound = np.concatenate([tone(800, 6, 0.05), tone(800, 6, 0.2)])
    heard = gain_controlled(sound, RATE)
    before = db(rms(sound[8 * RATE :]), rms(sound[2 * RATE : 6 * RATE]))
    after = db(rms(heard[8 * RATE :]), rms(heard[2 * RATE : 6 * RATE]))
    assert before == pytest.approx(12, abs=0.5)
    assert abs(after) < 4


def line_of(**changes: object) -> Line:
    return Line(**{"snr_db": None, "coding": Coding.PCM, **changes})  # type: ignore[arg-type]


def two_sides() -> np.ndarray:
    agent, debtor = tone(600, 2, rate=24000), tone(1500, 2, rate=24000)
    agent[24000:] = 0
    debtor[:24000] = 0
    return np.stack([agent, debtor])


def test_stereo_keeps_the_agent_left_and_crosstalk_leaks_by_as_much_as_asked() -> None:
    heard = through_line(two_sides(), 24000, line_of(crosstalk_db=-30.0), random.Random(1))
    first = heard[:, 1000:7000]
    assert heard.shape == (2, 2 * RATE)
    assert db(rms(first[1]), rms(first[0])) == pytest.approx(-30, abs=1)


def test_without_crosstalk_nothing_leaks() -> None:
    heard = through_line(two_sides(), 24000, line_of(), random.Random(1))
    assert db(rms(heard[0, 1000:7000]), rms(heard[1, 1000:7000]) + 1e-9) > 60


def test_mono_holds_both_sides_with_the_far_one_quieter() -> None:
    heard = through_line(two_sides(), 24000, line_of(stereo=False, far_level_db=-6.0), random.Random(1))
    assert heard.shape == (1, 2 * RATE)
    assert db(rms(heard[0, 9000:15000]), rms(heard[0, 1000:7000])) == pytest.approx(-6, abs=0.5)


def test_the_same_draw_gives_the_same_line() -> None:
    line = Line(snr_db=15, noise=Noise.BABBLE, packet_loss=0.02)
    first, again, other = (through_line(two_sides(), 24000, line, random.Random(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
