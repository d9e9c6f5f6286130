# Prompts and speech, spoken by espeak-ng from the texts in deploy/prompts. A helpline puts recordings in their place.

# speak VOICE TEXT SOX-ARGUMENTS…: 8 kHz mono, as telephones have it.
speak() {
  local voice=$1 text=$2; shift 2
  espeak-ng -v "$voice" -s 150 --stdout "$text" | sox -q -t wav - -r 8000 -c 1 "$@"
}

make_prompts() {
  local text out
  for text in "$CHECKOUT"/deploy/prompts/*/*.txt; do
    out=${text#"$CHECKOUT"/deploy/prompts/}
    out=$LAB_DIR/sounds/${out%%/*}/alo116/$(basename "$text" .txt).wav
    [[ $out -nt $text ]] && continue
    mkdir -p "${out%/*}"
    speak "$(basename "${text%/*}")" "$(<"$text")" -e signed -b 16 "$out" ||
      die "the prompt $text cannot be spoken"
  done
  # What the test caller says: two seconds' pause after each sentence, as raw A-law.
  [[ -s $LAB_DIR/child.al ]] ||
    speak sq "Alo. Më dëgjoni? Dua të flas me dikë." -t al "$LAB_DIR/child.al" pad 0.3 2 ||
    die "the test caller's speech cannot be made"
}
