// Both takes: a player each, and the axis that they share.

const takes = ["A", "B"].map((name, at) => {
  const audio = $(`audio-${name}`);
  const sound = makeSound({ audio, embedded: $(`sound-${name}`), duration_s: data.durations_s[at] ?? 0 });
  const track = $(`track-${name}`);
  const take = { name, audio, sound, duration_s: data.durations_s[at] ?? 0 };
  if (!audio || !track) return take;

  attachButton(sound, $(`play-${name}`), $(`now-${name}`));
  const playhead = track.querySelector(".playhead");
  const secondsAt = (event) => {
    const box = track.getBoundingClientRect();
    return Math.max(0, ((event.clientX - box.left) / box.width) * data.axis_s);
  };
  sound.follow((seconds) => {
    playhead.hidden = seconds === 0 && !sound.isPlaying();
    playhead.style.left = `${((100 * seconds) / data.axis_s).toFixed(3)}%`;
    const second = seconds.toFixed(1);
    if (track.getAttribute("aria-valuenow") === second) return;
    track.setAttribute("aria-valuenow", second);
    track.setAttribute("aria-valuetext", clock(seconds));
  });
  track.addEventListener("click", (event) => {
    const seconds = secondsAt(event);
    if (seconds <= take.duration_s) sound.playFrom(seconds);
  });
  const idle = $("readout").textContent;
  track.addEventListener("pointermove", (event) => {
    const seconds = secondsAt(event);
    $("readout").textContent = seconds <= take.duration_s ? `${name} · ${clock(seconds)}` : idle;
  });
  track.addEventListener("pointerleave", () => {
    $("readout").textContent = idle;
  });
  return take;
});

const player = (() => {
  const audible = takes.filter((take) => take.audio);
  if ($("player")) $("player").hidden = false;
  // The one that the keys mean: the take that was heard last.
  let current = audible[0];
  for (const take of audible) take.audio.addEventListener("play", () => (current = take));

  document.addEventListener("click", (event) => {
    const moment = event.target.closest("[data-from]");
    const take = moment && audible.find((take) => take.name === moment.dataset.take);
    if (!take) return;
    take.sound.playMoment(Number(moment.dataset.from), Number(moment.dataset.to));
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    named: (name) => audible.find((take) => take.name === name),
    toggle: () => current?.sound.toggle(),
    step: (by, focused) => {
      // On a waveform the arrows are those of that take.
      const take = audible.find((take) => focused?.id === `track-${take.name}`) ?? current;
      take?.sound.seek(take.sound.position() + by);
    },
  };
})();
