import { argv, env } from "node:process";
import { FixtureServer } from "./fixture-server.ts";

/*
 * The fixture as a program, to work on the page without a coordinator:
 *
 *   npx esbuild test/end-to-end/page/fixture-main.ts --bundle --platform=node --format=esm --packages=external \
 *     --outfile=test/end-to-end/page/fixture.mjs && node test/end-to-end/page/fixture.mjs [port] [columns] [rows] [planes]
 *
 * and `npm run dev -w client/web` beside it. With PAGE_DIRECTORY it serves a built page itself.
 */
const [port = 4400, columns = 20, rows = 10, planes = 5] = argv.slice(2).map(Number);
const server = await FixtureServer.start({
	projects: [
		{ name: "Cortex 0412", columns, rows, planes, arrivedAtStart: Math.floor(columns * rows * planes * 0.62) },
	],
	pageDirectory: env.PAGE_DIRECTORY ?? null,
	port,
});
server.play(400);
console.log(`the fixture's API is at ${server.url}/graphql`);
