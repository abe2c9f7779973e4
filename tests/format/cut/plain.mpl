[25][100]The lamp went out.
[120][150]Nobody had a match.
[160][170]We walked on.
[200][250]It was dark.
