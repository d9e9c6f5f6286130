# Prompts and speech, spoken by espeak-ng from the texts in deploy/prompts. A helpline puts recordings in their place.

# speak VOICE TEXT SOX-ARGUMENTS…: 8 kHz mono, as telephones have it.
speak() {
  local voice=$1 text=$2; shift 2
  espeak-ng -v "$voice" -s 150 --stdout "$text" | sox -q -v 0.8 -t wav - -r 8000 -c 1 "$@"
}

# prompt FILE LANGUAGE NAME TEXT: speaks one prompt, unless it is newer than the file that its text is in.
prompt() {
  local out=$LAB_DIR/sounds/$2/alo116/$3.wav
  [[ $out -nt $1 ]] && return
  mkdir -p "${out%/*}"
  speak "$2" "$4" -e signed -b 16 "$out" || die "the prompt $3 of $1 cannot be spoken"
}

make_prompts() {
  local file name text
  for file in "$CHECKOUT"/deploy/prompts/*/*.txt; do
    prompt "$file" "$(basename "${file%/*}")" "$(basename "$file" .txt)" "$(<"$file")"
  done
  # Sentences with a number in them: "NAME: TEXT" on each line.
  for file in "$CHECKOUT"/deploy/prompts/*/*.list; do
    while IFS=: read -r name text; do
      [[ $name == \#* ]] || prompt "$file" "$(basename "${file%/*}")" "$name" "$text"
    done <"$file"
  done
  # What the test caller says: two seconds' pause after each sentence, as raw A-law.
  [[ -s $LAB_DIR/child.al ]] ||
    speak sq "Alo. Më dëgjoni? Dua të flas me dikë." -t al "$LAB_DIR/child.al" pad 0.3 2 ||
    die "the test caller's speech cannot be made"
}
