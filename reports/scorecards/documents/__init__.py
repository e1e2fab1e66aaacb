"""A comparison written down: a vendor's scorecard and the executive pack, as HTML, PDF and XLSX that say the same digits."""
