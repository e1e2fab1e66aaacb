"""Made-up clients whose people speak unlike anything the judge learned from: calls with their truth, by construction."""
