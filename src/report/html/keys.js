// The keys of this page, and the way from finding to finding.

{
  const said = $("said");
  const findings = data.findings.map(([[start, end], label, quote]) => ({
    from: start / 1000,
    to: end / 1000,
    text: `${clock(start / 1000)} ${label}${quote ? `: ${quote}` : ""}`,
  }));
  let reached = null;

  /** Goes to the next finding, or the one before, from where the playhead is. */
  const step = (direction) => {
    const at = player.position();
    const isThere = reached && at >= reached.from - data.lead_s - 0.05 && at <= reached.to + data.tail_s + 0.2;
    const from = isThere ? reached.from : at;
    const ahead = (finding) => (direction > 0 ? finding.from > from + 0.001 : finding.from < from - 0.001);
    const finding = direction > 0 ? findings.find(ahead) : findings.findLast(ahead);
    if (!finding) return;
    reached = finding;
    player.playMoment(finding.from, finding.to);
    if (said) {
      said.setAttribute("aria-live", "polite");
      said.textContent = finding.text;
    }
    $("readout").textContent = finding.text;
  };

  listen({
    " ": player.toggle,
    ArrowLeft: () => player.seek(player.position() - data.step_s),
    ArrowRight: () => player.seek(player.position() + data.step_s),
    j: () => step(1),
    k: () => step(-1),
    t: () => $("tight")?.click(),
    "+": timeline.closer,
    "=": timeline.closer,
    "-": timeline.farther,
    0: timeline.whole,
  });
}
