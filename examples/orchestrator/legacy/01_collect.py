# phase 1: collect   (CRITICAL! everything else needs this)
import os, shutil, sys
station, data, settings = sys.argv[1:4]
src = data + "/readings/" + station + ".csv"
if not os.path.exists(src):
    print("no readings of " + station, file=sys.stderr)
    sys.exit(1)
shutil.copy(src, "work/collected.csv")
f = open("work/collected.csv")
n = len(f.readlines()) - 1
print(str(n) + " readings")
