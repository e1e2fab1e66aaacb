"""Simulated vendors with misconduct planted at known rates: the other hand's exam for the ghost programme."""

from synthetic.bpos.conduct import Books, Burn, Conduct, Vendor, WavePlan
from synthetic.bpos.files import WaveFiles, write_wave
from synthetic.bpos.rows import VendorRows
from synthetic.bpos.simulate import simulate
from synthetic.bpos.writing_up import written_up

__all__ = [
    "Books",
    "Burn",
    "Conduct",
    "Vendor",
    "VendorRows",
    "WaveFiles",
    "WavePlan",
    "simulate",
    "write_wave",
    "written_up",
]
