import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { FastifyReply, FastifyRequest } from "fastify";
import { readStageFingerprint } from "../../database/overview-reads.ts";
import type { ApiServices } from "../api-context.ts";

const compress = promisify(gzip);

/** One hundred thousand tiles with ten stages are 3.2 MB. */
const mostBytes = 64 * 1024 * 1024;
/** Below this compression saves no packet. */
const leastCompressedBytes = 1_400;

/** What is sent of all tiles at once, kept for whoever asks next. */
export class KeptAnswer {
	readonly etag: string;
	readonly octets: Buffer;
	readonly type: string;
	#compressed: Promise<Buffer> | null = null;

	/** `content`: what the ETag is of; it leaves out the sequence, which may grow while nothing else changes. */
	constructor(octets: Buffer, content: Buffer | string, type: string) {
		this.octets = octets;
		this.type = type;
		this.etag = `"${createHash("sha1").update(content).digest("base64url")}"`;
	}

	/** Long runs of one state are what there mostly is: the fastest level makes a hundredth of them. */
	compressed(): Promise<Buffer> {
		this.#compressed ??= compress(this.octets, { level: 1 });
		return this.#compressed;
	}

	async send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
		reply.header("etag", this.etag).header("cache-control", "no-cache").header("vary", "accept-encoding");
		reply.type(this.type);
		if (request.headers["if-none-match"] === this.etag) return reply.code(304).send();
		const accepts = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
		if (!accepts || this.octets.length < leastCompressedBytes) return reply.send(this.octets);
		return reply.header("content-encoding", "gzip").send(await this.compressed());
	}
}

interface Entry {
	readonly sequence: number;
	readonly fingerprint: string;
	readonly answer: Promise<KeptAnswer | null>;
	bytes: number;
}

/**
 * The answers of the overview's addresses, kept while nothing changes in their stage. An answer is used again when no
 * news of the stage was heard since it was read, and when the counters in the database are the same as well, because
 * news may be lost on their way. Whoever asks for what is being read waits for the same.
 */
export class KeptAnswers {
	readonly #services: Pick<ApiServices, "database" | "changes">;
	readonly #entries = new Map<string, Entry>();

	constructor(services: Pick<ApiServices, "database" | "changes">) {
		this.#services = services;
	}

	/**
	 * `stageId` null: of the tiles themselves. `read` gets the number of the newest news that is sure to be in what it
	 * reads.
	 */
	async get<Answer extends KeptAnswer | null>(
		projectId: ProjectId,
		stageId: StageId | null,
		name: string,
		read: (sequence: number) => Promise<Answer>,
	): Promise<Answer> {
		// Asked for before the rows are read: whatever has a number up to it is in them.
		const sequence = this.#services.changes.sequenceOf(projectId);
		const fingerprint = await readStageFingerprint(this.#services.database, projectId, stageId);
		const key = `${projectId} ${stageId} ${name}`;
		const known = this.#entries.get(key);
		const changedAt = this.#services.changes.sequenceOfStage(projectId, stageId);
		if (known !== undefined && known.sequence >= changedAt && known.fingerprint === fingerprint) {
			// A map remembers the order of insertion: what was asked for last comes last.
			this.#entries.delete(key);
			this.#entries.set(key, known);
			// The name says which kind of answer it is.
			return known.answer as Promise<Answer>;
		}
		const reading = read(sequence);
		const entry: Entry = { sequence, fingerprint, answer: reading, bytes: 0 };
		this.#entries.delete(key);
		this.#entries.set(key, entry);
		try {
			const answer = await reading;
			entry.bytes = answer?.octets.length ?? 0;
			if (answer === null) this.#forget(key, entry);
			this.#dropOldest();
			return answer;
		} catch (error) {
			this.#forget(key, entry);
			throw error;
		}
	}

	#forget(key: string, entry: Entry): void {
		if (this.#entries.get(key) === entry) this.#entries.delete(key);
	}

	#dropOldest(): void {
		let bytes = 0;
		for (const [key, entry] of [...this.#entries].reverse()) {
			bytes += entry.bytes;
			if (bytes > mostBytes) this.#entries.delete(key);
		}
	}
}
