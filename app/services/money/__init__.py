"""Money: bookings, payments, plans and promises."""
