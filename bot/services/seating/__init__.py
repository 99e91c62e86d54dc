"""How seats change hands: what organisers do and what people answer both end here, and nowhere else."""
