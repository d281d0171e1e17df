"""The whole gateway on one machine, with made-up data and three phones."""
