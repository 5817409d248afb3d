// A recording: where it is, playing, moments that end by themselves. Starting one stops the others.

const makeSound = (() => {
  const others = [];
  const seconds = ([start, end]) => ({ start: start / 1000, end: end / 1000 });

  return ({ audio, embedded, duration_s, cuts = [] }) => {
    const followers = [];
    const spans = cuts.map(seconds);
    // Where a moment ends; Infinity while the answer plays on.
    let stopAt = Infinity;
    let isTight = false;
    // The position without sound.
    let silentPosition = 0;

    if (embedded) {
      const binary = atob(embedded.textContent);
      const bytes = new Uint8Array(binary.length);
      for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
      audio.src = URL.createObjectURL(new Blob([bytes], { type: "audio/ogg; codecs=opus" }));
      embedded.remove();
    }

    const position = () => (audio ? audio.currentTime : silentPosition);
    const isPlaying = () => Boolean(audio) && !audio.paused;
    const tell = () => followers.forEach((follow) => follow(position(), isPlaying()));

    const seek = (to) => {
      const within = Math.min(Math.max(to, 0), duration_s);
      if (audio) audio.currentTime = within;
      silentPosition = within;
      tell();
    };

    const start = () => {
      if (!audio) return;
      others.forEach((other) => other !== audio && other.pause());
      if (audio.ended || position() >= duration_s - 0.05) seek(0);
      audio.play().catch((error) => {
        // Stopped before it could begin is no failure.
        if (error.name !== "AbortError") $("said").textContent = say.unplayable;
      });
    };

    /** Skips what could go, stops where a moment ends. */
    const check = () => {
      const at = position();
      if (!isPlaying() || audio.seeking) return;
      if (at >= stopAt) {
        audio.pause();
        stopAt = Infinity;
      } else if (isTight && stopAt === Infinity) {
        const cut = spans.find((cut) => at >= cut.start - 0.01 && at < cut.end - 0.01);
        if (cut) audio.currentTime = cut.end;
      }
    };

    const frame = () => {
      check();
      tell();
      if (isPlaying()) requestAnimationFrame(frame);
    };

    if (audio) {
      others.push(audio);
      audio.addEventListener("play", () => requestAnimationFrame(frame));
      // Animation frames rest in a tab that nobody sees.
      audio.addEventListener("timeupdate", check);
      for (const event of ["pause", "seeked", "ended"]) audio.addEventListener(event, tell);
    }

    return {
      position,
      isPlaying,
      seek: (to) => {
        stopAt = Infinity;
        seek(to);
      },
      /** Plays on from `from`. */
      playFrom: (from) => {
        stopAt = Infinity;
        seek(from);
        start();
      },
      /** Plays one moment, with a little of what is around it. */
      playMoment: (from, to) => {
        seek(from - data.lead_s);
        stopAt = to + data.tail_s;
        start();
      },
      toggle: () => {
        stopAt = Infinity;
        if (isPlaying()) audio.pause();
        else start();
      },
      /** How fast it plays; the pitch stays. */
      pace: (rate) => {
        if (audio) audio.playbackRate = rate;
      },
      tighten: (on) => {
        isTight = on;
      },
      follow: (follower) => {
        followers.push(follower);
        follower(position(), isPlaying());
      },
    };
  };
})();

/** The button that starts and stops `sound`, and the clock beside it. */
const attachButton = (sound, button, now) => {
  const icon = button.querySelector("use");
  const name = button.dataset.name ? ` ${button.dataset.name}` : "";
  button.addEventListener("click", sound.toggle);
  sound.follow((at, isPlaying) => {
    const shown = clock(at);
    if (now.textContent !== shown) now.textContent = shown;
    const label = (isPlaying ? say.pause : say.play) + name;
    if (button.getAttribute("aria-label") !== label) {
      button.setAttribute("aria-label", label);
      icon.setAttribute("href", isPlaying ? "#i-stop" : "#i-play");
    }
  });
};
