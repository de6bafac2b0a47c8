// The columns that calls are counted by, as the page names them. A further one is an entry here.

export const COLUMNS = new Map([
  [
    "type",
    {
      split: "By type",
      title: "Types",
      head: "Type",
      filter: "Type: ",
      leadsTo: "disposition",
      note: "A type leads to how its calls ended.",
    },
  ],
  [
    "disposition",
    {
      split: "By ending",
      title: "How calls ended",
      head: "How it ended",
      filter: "Ended: ",
      unlisted: "codes that the table does not list",
      leadsTo: "type",
      note: "An ending leads to the types that ended so.",
    },
  ],
]);

/** What a state of the page has of each column. */
export function onlyOf(state) {
  return Object.fromEntries([...COLUMNS.keys()].map((name) => [name, state[name]]));
}

/** Only this value of a column, and all of the others. */
export function only(column, value) {
  return Object.fromEntries([...COLUMNS.keys()].map((name) => [name, name === column ? value : null]));
}
