"""What was promised on a call: amounts and dates spoken or written, and the first payment both sides settled on."""
