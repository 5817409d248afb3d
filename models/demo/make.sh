#!/bin/sh
# Train the demo model from zero and write demo.bin: several hours on two cores. README.md says what to expect.
#   models/demo/make.sh [WORK_FOLDER]
# Needs Python 3.11 or newer, and the packages libespeak-ng1, espeak-ng-data and libflite1.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$here/../../target/demo-model}
sentences=${SENTENCES:-5500}
steps=${STEPS:-4000}

mkdir -p "$work"
cd "$work"
[ -x venv/bin/python ] || python3 -m venv venv
venv/bin/pip install --quiet --requirement "$here/requirements.txt"
export PYTHONPATH="$here" OMP_NUM_THREADS=1
run() { module=$1; shift; venv/bin/python -m "demo_model.$module" "$@"; }

run bank 201 "$sentences" bank1.pkl &
run bank 202 "$sentences" bank2.pkl
wait
run bank 901 130 select.pkl --avoid bank1.pkl bank2.pkl
run bank 902 160 templates.pkl --templates-only --avoid bank1.pkl bank2.pkl select.pkl
run bank 903 130 free.pkl --avoid bank1.pkl bank2.pkl select.pkl templates.pkl
run make_tests templates --bank templates.pkl --seed 12 --count 40
run make_tests free --bank free.pkl --seed 13 --count 24 --hesitant
run make_tests long --bank templates.pkl --seed 14 --count 4 --shortest-s 70 --longest-s 110 --hesitant
run make_tests interview

run train --bank bank1.pkl bank2.pkl --held select.pkl --steps "$steps" --out model.pt
run export model.pt --out demo.bin
run evaluate demo.bin templates free long interview "$here/../../samples" --quiet
echo "$work/demo.bin is ready: copy it to models/demo.bin if it is better than the one there"
