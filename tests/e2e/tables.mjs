// Tables made for the tests: nothing that the studio ships. They are ugly as real files are: names
// with spaces and accents, quoted commas, missing cells, dates, ids, remarks.

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const CITIES = ["Reggio, Emilia", "Zürich", "São Paulo", 'The "Hague"', "Graz"];
const PLANS = ["basic", "plus", "pro"];

/** Cells of one customer; whether somebody leaves depends on age, spend and plan. */
function customer(index, random) {
  const age = 18 + Math.floor(random() * 60);
  const spend = 5 + random() * random() * 200;
  const plan = PLANS[Math.floor(random() * 3)];
  const pull = (age - 45) / 12 - (spend - 60) / 50 + (plan === "basic" ? 1.2 : plan === "pro" ? -1.2 : 0);
  const leaves = 1 / (1 + Math.exp(-pull)) > random() * 0.9 + 0.05;
  const month = 1 + Math.floor(random() * 12);
  const day = 1 + Math.floor(random() * 28);
  return {
    "customer no.": `K${String(index + 1).padStart(7, "0")}`,
    age: random() < 0.05 ? "" : String(age),
    "monthly spend (€)": spend.toFixed(2),
    città: random() < 0.03 ? "NA" : CITIES[Math.floor(random() * CITIES.length)],
    plan,
    member: random() < 0.4 ? "yes" : "no",
    "signed up": `20${10 + Math.floor(random() * 14)}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`,
    left: leaves ? "yes" : "no",
  };
}

/** Rows of customers as objects. */
export function customers(rows, seed = 7) {
  const random = numbers(seed);
  return Array.from({ length: rows }, (_, index) => customer(index, random));
}

/** A customer as a file that nobody has cleaned has it; few leave, and one column says so beforehand. */
function messyCustomer(index, random) {
  const one = customer(index, random);
  const city = one.città.toLowerCase() === one.città ? one.città : random() < 0.1 ? one.città.toUpperCase() : one.città;
  const leaves = random() < (one.plan === "basic" ? 0.16 : 0.04);
  const spend = Math.exp(2.5 + 1.3 * (random() + random() + random() - 1.5));
  const moved = random() < 0.2;
  const day = (from) => new Date(Date.UTC(2019, 0, 1) + Math.floor((from + random() * 300) * 86_400_000)).toISOString().slice(0, 10);
  return {
    "customer no.": one["customer no."],
    age: random() < 0.01 ? "999" : one.age,
    "monthly spend (€)": spend.toFixed(2),
    "spend of a year": (spend * 12 + random()).toFixed(2),
    città: city,
    plan: one.plan,
    member: one.member,
    country: "IT",
    fax: random() < 0.93 ? "" : `+39 ${Math.floor(random() * 1e7)}`,
    street: moved ? "" : `Via ${1 + Math.floor(random() * 40)}`,
    postcode: moved ? "" : String(40100 + Math.floor(random() * 60)),
    "signed up": day(index / 3),
    "last seen": random() < 0.05 ? "" : day(index / 3 + 400),
    "a question of the survey whose wording nobody thought of shortening before it became a column": String(1 + Math.floor(random() * 5)),
    "reason for leaving": leaves ? ["price", "moved", "quality"][Math.floor(random() * 3)] : "",
    left: leaves ? "yes" : "no",
  };
}

/** Customers with nearly everything wrong that a table can have: constant, id, gaps, a leak, repeats. */
export function messy(rows, seed = 3) {
  const random = numbers(seed);
  const all = Array.from({ length: rows }, (_, index) => messyCustomer(index, random));
  return [...all, ...all.slice(0, Math.ceil(rows / 50))];
}

/** Rows with a number to predict. */
export function flats(rows, seed = 11) {
  const random = numbers(seed);
  return Array.from({ length: rows }, () => {
    const area = 20 + random() * 130;
    const floor = Math.floor(random() * 9);
    const district = ["Nord", "Süd", "Ost", "West"][Math.floor(random() * 4)];
    const rent = 180 + area * 9.5 + floor * 14 + (district === "Süd" ? 160 : 0) + (random() - 0.5) * 180;
    return {
      "area m²": area.toFixed(1),
      floor: random() < 0.04 ? "" : String(floor),
      district,
      rent: rent.toFixed(2),
    };
  });
}

/** Objects as CSV; `columns` chooses and orders. */
export function csv(rows, columns = Object.keys(rows[0])) {
  const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (cells) => cells.map(cell).join(",");
  return [line(columns), ...rows.map((row) => line(columns.map((column) => row[column])))].join("\n") + "\n";
}

/** Records of CSV text as arrays of cells. */
export function parse(text) {
  const records = [[]];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[at++];
      else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === "," || letter === "\n") {
      records.at(-1).push(cell);
      cell = "";
      if (letter === "\n") records.push([]);
    } else if (letter !== "\r") cell += letter;
  }
  records.pop();
  return records;
}

/** Parcels, each to one of thousands of streets: somebody is at home in some of them. */
export function parcels(rows, streets = 3000, seed = 31) {
  const random = numbers(seed);
  return Array.from({ length: rows }, () => {
    const street = Math.floor(random() * streets);
    const weight = 0.1 + random() * 20;
    const pull = (street % 5) - 2 + (weight - 10) / 10;
    return {
      street: `Straße ${street}`,
      "weight (kg)": weight.toFixed(2),
      carrier: PLANS[Math.floor(random() * 3)],
      minutes: (12 + 3 * pull + 4 * random()).toFixed(1),
      delivered: 1 / (1 + Math.exp(-2 * pull)) > random() ? "yes" : "no",
    };
  });
}
