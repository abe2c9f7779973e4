[10][40]/The lamp went out|/before we reached the bend.
[41][60] Nobody had a match [at all]?
[61][80][wind]
