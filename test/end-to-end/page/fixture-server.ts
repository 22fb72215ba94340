import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { extname, join, normalize } from "node:path";
import { buildSchema, execute, GraphQLError, graphql, subscribe, validate } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import {
	codes,
	FixtureAcquisition,
	type FixtureOptions,
	type FixtureTaskChange,
	fixtureStages,
} from "./fixture-acquisition.ts";
import { FixtureAnswers } from "./fixture-answers.ts";
import { logOf } from "./fixture-logs.ts";
import { fixtureMetrics, fixtureTaskStates, fixtureTileStates, fixtureTiles } from "./fixture-overview.ts";
import { cellPicture } from "./fixture-pictures.ts";
import { createFeed, type FixtureEvent, type FixtureState, fixtureRoots } from "./fixture-roots.ts";
import { pathOf, stageOf, stateNames, taskIdOf, tileIdOf, unitOfTask } from "./fixture-words.ts";

/**
 * The API as the page sees it, over make-believe data, with what a real coordinator does only on bad days: slow and
 * failing answers, a line that drops, a coordinator that is gone. The schema is the coordinator's own.
 */
export interface FixtureServerOptions {
	/** One for each project; none for a coordinator without projects. */
	readonly projects: readonly (FixtureOptions & { readonly name: string })[];
	/** Where the built page lies; null to serve the API only. */
	readonly pageDirectory: string | null;
	readonly port?: number;
}

/** What the page must get along with: nothing from elsewhere, no inline script, no inline style sheet. */
export const contentSecurityPolicy =
	"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'";

const repositoryRoot = join(import.meta.dirname, "../../..");
const contentTypes: Readonly<Record<string, string>> = {
	".html": "text/html; charset=utf-8",
	".js": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
};

export class FixtureServer {
	/** Milliseconds every answer is held back. */
	delayMs = 0;
	/** Names of GraphQL operations that are answered with an error. */
	readonly failingOperations = new Set<string>();
	/** Parts of addresses below /api that are answered with an error. */
	readonly failingPaths = new Set<string>();
	/** Every connection is cut, as by a coordinator that is not there. */
	isGone = false;
	/** What the worker tells of itself instead of what it would. */
	worker: object = {};
	readonly projects: readonly FixtureAnswers[];
	readonly state: FixtureState;
	readonly #server: Server;
	readonly #webSockets: WebSocketServer;
	readonly #sockets = new Set<Socket>();
	readonly #sequences = new Map<string, number>();
	readonly #pageDirectory: string | null;
	readonly #schema = buildSchema(readFileSync(join(repositoryRoot, "coordinator/schema.graphql"), "utf8"));
	readonly #roots: ReturnType<typeof fixtureRoots>;
	#rounds: ReturnType<typeof setInterval> | undefined;

	static async start(options: FixtureServerOptions): Promise<FixtureServer> {
		const server = new FixtureServer(options);
		await new Promise<void>((resolve) => server.#server.listen(options.port ?? 0, "127.0.0.1", resolve));
		return server;
	}

	constructor(options: FixtureServerOptions) {
		this.projects = options.projects.map(
			(project, index) => new FixtureAnswers(new FixtureAcquisition(project), String(index + 1), project.name),
		);
		this.state = {
			projects: this.projects,
			feed: createFeed(),
			events: [],
			isCoordinatorActive: true,
			logLineEveryMs: 200,
			announce: () => {
				for (const project of this.projects) this.#push(project, [], true);
			},
			firstChange: (projectId) => {
				const project = this.projects.find((entry) => entry.projectId === projectId);
				return project === undefined ? null : this.#change(project, [], {});
			},
		};
		this.#roots = fixtureRoots(this.state);
		this.#pageDirectory = options.pageDirectory;
		this.#server = createServer((request, response) => {
			this.#answer(request, response).catch((error) => {
				response.writeHead(500, { "content-type": "text/plain" }).end(String(error));
			});
		});
		this.#server.on("connection", (socket) => {
			this.#sockets.add(socket);
			socket.on("close", () => this.#sockets.delete(socket));
			if (this.isGone) socket.destroy();
		});
		this.#webSockets = new WebSocketServer({ server: this.#server, path: "/graphql" });
		// With our own copies: a test runner may load graphql as a module and graphql-ws the other one, and the two
		// do not know each other's schemas.
		useServer({ schema: this.#schema, roots: this.#roots, validate, execute, subscribe }, this.#webSockets);
	}

	get url(): string {
		// A listening TCP server has an address with a port; the type also allows for pipes.
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	get acquisition(): FixtureAcquisition {
		const [first] = this.projects;
		if (first === undefined) throw new Error("this fixture has no project");
		return first.acquisition;
	}

	/** Lets the acquisitions go on by themselves. */
	play(roundMs = 250, arrivingPerRound = 1): void {
		clearInterval(this.#rounds);
		this.#rounds = setInterval(() => this.advance(arrivingPerRound), roundMs);
	}

	pause(): void {
		clearInterval(this.#rounds);
	}

	/** One round of every project, pushed to the page. */
	advance(arriving = 1): void {
		for (const project of this.projects) this.#push(project, project.acquisition.advance(arriving), false);
	}

	/** Rounds whose changes are too many to be named: the page is only told to read again. */
	advanceUnnamed(rounds: number, arriving = 1): void {
		for (const project of this.projects) {
			for (let round = 0; round < rounds; round++) project.acquisition.advance(arriving);
			this.state.feed.project.topic(project.projectId).publish(this.#change(project, [], { resetNeeded: true }));
		}
	}

	pushEvent(severity: "INFO" | "WARNING" | "ERROR", kind: string, message: string): void {
		const id = String(this.state.events.length + 1);
		const at = new Date().toISOString();
		const event: FixtureEvent = { id, at, severity, kind, message, fields: {}, project: null, stage: null };
		this.state.events.push(event);
		this.state.feed.events.publish({ eventAdded: event });
		this.state.feed.kinds.publish({ changed: [{ kind: "EVENT", ids: [id], projectIds: [], isComplete: true }] });
	}

	/** Cuts all connections, as a restart does; with `isGone` nobody gets in again. */
	dropLines(): void {
		for (const socket of this.#sockets) socket.destroy();
	}

	async close(): Promise<void> {
		this.pause();
		this.#webSockets.close();
		const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
		this.dropLines();
		await closed;
	}

	#push(project: FixtureAnswers, changes: readonly FixtureTaskChange[], graphChanged: boolean): void {
		const { feed } = this.state;
		if (changes.length > 0 || graphChanged) {
			const isTooMany = changes.length > 500;
			const change = this.#change(project, isTooMany ? [] : changes, { resetNeeded: isTooMany, graphChanged });
			feed.project.topic(project.projectId).publish(change);
			feed.projects.publish({ projectsChanged: [project.projectId] });
		}
		feed.workers.publish({ workersChanged: [{ ...project.worker(), ...this.worker }] });
		for (const { stageId, unit, state } of changes) {
			if (state !== codes.failed) continue;
			const message = `${stageOf(stageId).name} failed on tile ${pathOf(unit)}: out of memory (exit 137)`;
			this.pushEvent("ERROR", "taskFailed", message);
		}
	}

	/** As the coordinator: sequences grow in steps of any size, counts are whole, the first message has all of them. */
	#change(project: FixtureAnswers, changes: readonly FixtureTaskChange[], over: object): object {
		const { acquisition } = project;
		const stageIds = new Set(
			changes.length === 0 ? fixtureStages.map(({ id }) => id) : changes.map(({ stageId }) => stageId),
		);
		const projectChanged = {
			sequence: this.#sequences.get(project.projectId) ?? 0,
			resetNeeded: false,
			graphChanged: false,
			tileCount: acquisition.arrived,
			completeTileCount: acquisition.complete,
			stages: [...stageIds]
				.filter((id) => id === 1 || acquisition.tileTotal > 0)
				.map((id) => ({
					stageId: project.stageKey(id),
					isPaused: acquisition.pausedStages.has(id),
					counts: project.stageCounts(stageOf(id)),
				})),
			tasks: changes
				.filter((change) => !change.isNew)
				.map(({ stageId, unit, state }) => ({
					taskId: String(taskIdOf(stageId, unit)),
					stageId: project.stageKey(stageId),
					tileId: stageId === 6 ? null : String(tileIdOf(stageId === 5 ? unit >> 1 : unit)),
					state: stateNames[state],
					attemptId: null,
				})),
			sources: stageIds.has(1) ? [project.source()] : [],
			...over,
		};
		this.#sequences.set(project.projectId, projectChanged.sequence + 1 + changes.length);
		return { projectChanged };
	}

	async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? "/", this.url);
		if (this.delayMs > 0 && /^\/(graphql|api)/.test(url.pathname)) {
			await new Promise((resolve) => setTimeout(resolve, this.delayMs));
		}
		if (url.pathname === "/graphql") return this.#answerGraphql(request, response);
		if ([...this.failingPaths].some((part) => url.pathname.includes(part))) {
			response.writeHead(503, { "content-type": "application/json" }).end("{}");
			return;
		}
		const states = /^\/api\/projects\/(\d+)\/stages\/\d+0(\d)\/task-states$/.exec(url.pathname);
		if (states !== null) {
			const project = this.projects.find((entry) => entry.projectId === states[1]);
			const z = url.searchParams.get("z");
			const sequence = this.#sequences.get(states[1] ?? "") ?? 0;
			const answer = project && fixtureTaskStates(project, Number(states[2]), z === null ? null : Number(z), sequence);
			response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
			return;
		}
		const overview = /^\/api\/projects\/(\d+)\/(?:tiles|stages\/\d+0(\d)\/(tile-states|metrics))$/.exec(url.pathname);
		const overviewed = this.projects.find((entry) => entry.projectId === overview?.[1]);
		if (overview !== null && overviewed !== undefined) {
			const sequence = this.#sequences.get(overviewed.projectId) ?? 0;
			const [, , stage, what] = overview;
			const answer =
				what === "metrics"
					? JSON.stringify(fixtureMetrics(overviewed, url.searchParams.get("name") ?? "focus"))
					: what === "tile-states"
						? fixtureTileStates(overviewed, Number(stage), sequence)
						: fixtureTiles(overviewed, Number(url.searchParams.get("after") ?? 0), sequence);
			const type = what === "metrics" ? "application/json" : "application/octet-stream";
			response.writeHead(200, { "content-type": type }).end(answer);
			return;
		}
		const preview = /^\/api\/tasks\/(\d+)\/preview$/.exec(url.pathname);
		if (preview !== null) {
			response.writeHead(200, { "content-type": "image/png" }).end(cellPicture(Number(preview[1]) % 100_000));
			return;
		}
		const log = /^\/api\/attempts\/(\d+)\/logs\//.exec(url.pathname);
		if (log !== null) {
			const { stageId, unit } = unitOfTask(Math.floor(Number(log[1]) / 16));
			response
				.writeHead(200, { "content-type": "text/plain; charset=utf-8" })
				.end(logOf(this.acquisition, stageId, unit, 40));
			return;
		}
		this.#answerFile(url.pathname, response);
	}

	async #answerGraphql(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const parts: Buffer[] = [];
		for await (const part of request) parts.push(part);
		const { query, variables, operationName } = JSON.parse(Buffer.concat(parts).toString());
		const named = operationName ?? /^\s*(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? "";
		const isMutation = /^\s*mutation/.test(query);
		const result = this.failingOperations.has(named)
			? {
					errors: [
						new GraphQLError(`${named} failed: the database is not reachable.`, {
							extensions: { code: "DATABASE_UNREACHABLE" },
						}),
					],
				}
			: await graphql({
					schema: this.#schema,
					source: query,
					variableValues: variables,
					rootValue: isMutation ? this.#roots.mutation : this.#roots.query,
				});
		response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(result));
	}

	#answerFile(path: string, response: ServerResponse): void {
		if (this.#pageDirectory === null || path.startsWith("/api/")) {
			response.writeHead(404, { "content-type": "text/plain" }).end("not here");
			return;
		}
		const wanted = join(this.#pageDirectory, normalize(path));
		const file = extname(path) !== "" && existsSync(wanted) ? wanted : join(this.#pageDirectory, "index.html");
		response
			.writeHead(200, {
				"content-type": contentTypes[extname(file)] ?? "application/octet-stream",
				// As the coordinator: of the page alone. A worker has the policy it is served with.
				...(extname(file) === ".html" ? { "content-security-policy": contentSecurityPolicy } : {}),
			})
			.end(readFileSync(file));
	}
}
