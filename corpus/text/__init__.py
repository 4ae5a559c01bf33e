"""Read pieces of official text: numerals, quantities, dates, numbers, places, sentences."""
