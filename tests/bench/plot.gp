# SPDX-License-Identifier: GPL-2.0
# gnuplot -e "clock='ns|instructions'; data='FILE'; rows=N" plot.gp: what report.awk calls
# plot, as bars on a logarithmic scale, nsview's in another colour.
set terminal svg size 960,18 * rows + 76 font "sans-serif,11" background "white"
set lmargin at screen 0.48
set rmargin at screen 0.91
set tmargin at screen 1 - 10.0 / (18 * rows + 76)
set bmargin at screen 50.0 / (18 * rows + 76)
set logscale x
set xrange [1e-4:*]
set yrange [rows + 0.5:0.5]
counts = clock eq "instructions"
if (counts) {
	set xtics ("0.1 M" 1e-4, "1 M" 1e-3, "10 M" 1e-2, "0.1 G" 0.1, "1 G" 1, "10 G" 10, "100 G" 100)
} else {
	set xtics ("0.1 ms" 1e-4, "1 ms" 1e-3, "10 ms" 1e-2, "0.1 s" 0.1, "1 s" 1, "10 s" 10, "100 s" 100)
}
set grid xtics linetype 1 linecolor rgb "#dddddd"
set border 1 linecolor rgb "#888888"
set style fill solid noborder
set key off
unset ytics
set xlabel counts ? "median of instructions" : "median of wall time"
spell(s) = s < 1e-3 ? sprintf("%.0f %s", s * 1e6, counts ? "k" : "µs") : \
	s < 1 ? sprintf("%.3g %s", s * 1e3, counts ? "M" : "ms") : \
	sprintf("%.3g %s", s, counts ? "G" : "s")
set datafile separator "\t"
plot data using (column(3) == 2 ? NaN : column(2)):1:(1e-4):2:($1 - 0.36):($1 + 0.36):\
		(column(3) == 1 ? 0x2a9d4a : 0x9aa5b1) with boxxyerror linecolor rgb variable, \
	data using (column(3) == 2 ? NaN : column(2)):1:(spell(column(2))) \
		with labels left offset 0.5,0 font ",10" noenhanced, \
	data using (column(3) == 2 ? NaN : 1e-4):1:4 with labels right offset -0.7,0 font ",10" noenhanced, \
	data using (column(3) == 2 ? 1e-4 : NaN):1:4 with labels right offset -0.7,0 font ",11" noenhanced \
		textcolor rgb "#0b5cad"
