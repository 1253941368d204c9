/* What the keeper of the door sees: the verdict in words, icon, colour and vibration, the line, the tally. */
(() => {
  "use strict";
  const main = document.querySelector("main.door");
  const facts = JSON.parse(main.dataset.door);
  const words = facts.words;
  const SHAKE = { in: [90], twice: [90, 90, 90] };
  const NO = [450];
  const IDLE = 9000;
  let timer = 0;

  const part = (name) => document.querySelector(`[data-part=${name}]`);
  const put = (text, holes) => text.replace(/\{(\w+)\}/g, (_all, name) => (holes && name in holes ? holes[name] : ""));
  const say = (name, holes) => put(words.screen[name], holes);

  const language = document.documentElement.lang;
  const clock = (at) => new Date(at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hour12: false });
  const day = (at) => new Date(at).toLocaleString(language, {
    day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false,
  });

  const idle = () => {
    main.dataset.said = "";
    part("word").textContent = "";
    part("why").textContent = say("looking");
    part("who").replaceChildren();
    part("take-back").hidden = true;
  };

  const lines = (...texts) => texts.filter(Boolean).map(([text, strong]) => {
    const one = document.createElement(strong ? "b" : "span");
    one.textContent = text;
    return one;
  });

  const draw = (said, word, why, who, shake) => {
    main.dataset.said = said;
    part("word").textContent = word;
    part("why").textContent = why;
    part("who").replaceChildren(...who);
    part("take-back").hidden = said !== "in";
    if (navigator.vibrate) navigator.vibrate(shake || SHAKE[said] || NO);
    clearTimeout(timer);
    timer = setTimeout(idle, IDLE);
  };

  const reason = (verdict, isOnline) => {
    if (verdict.said === "in" && verdict.note) return say(verdict.note);
    if (verdict.said === "in" && !isOnline) return say("kept");
    const first = verdict.first;
    const time = first ? clock(first.at) : verdict.time ? day(verdict.time) : "";
    return put(words.why[verdict.said], { door: first ? first.door : "", time });
  };

  /** Only ever called once the line is written down. */
  const verdict = (judged, seat, isOnline) => {
    const person = judged.person;
    const who = person ? lines(
      seat && [seat.unit, true], [person.name, !seat], person.position && [person.position],
      seat && [say("seat", { n: seat.number })],
    ) : [];
    draw(judged.said, words.said[judged.said], reason(judged, isOnline), who);
  };

  const full = () => draw("full", say("full"), say("full_why"), [], NO);
  const takenBack = (name) => draw("back", say("taken_back"), name, [], [60]);

  const line = (state, count) => {
    const shown = state === "online" ? (count ? "sending" : "online") : state;
    part("net").dataset.net = state;
    part("net-words").textContent = say(shown, { n: count });
    document.documentElement.dataset.waiting = String(count);
    document.documentElement.dataset.net = state;
  };
  const tally = (come, all) => {
    part("tally").textContent = `${come}/${all}`;
    part("empty-count").textContent = String(all - come);
  };

  part("take-back").addEventListener("click", () => document.dispatchEvent(new Event("khuevan:take-back")));

  self.khuevanScreen = { facts, part, say, clock, day, idle, verdict, full, takenBack, line, tally, lines };
})();
