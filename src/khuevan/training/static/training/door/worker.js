/* The page of a door without a line (kit/offline/keeper.js comes before this). What was kept is shown when
   there is no line, a slow one, a server that stumbles, or a door that was shut: lines that wait on this
   phone must find their way in all the same. */
"use strict";

self.khuevanKeeper({
  name: "khuevan-door",
  patience: 3000,
  stands: (answer) => answer.status < 400,
  learn: (url, answer, { put }) => put(url, answer),
});
