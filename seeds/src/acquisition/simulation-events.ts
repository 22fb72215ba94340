import type { MisbehaviourKind } from "./misbehaviour.ts";

/** What a running simulation tells; one JSON line each with `--json`. */
export type SimulationEvent =
	| {
			readonly event: "started";
			readonly folder: string;
			readonly total: number;
			/** Images that an earlier run had done. */
			readonly completed: number;
	  }
	| { readonly event: "paused"; readonly number: number; readonly forMs: number }
	| {
			readonly event: "tileStarted";
			readonly number: number;
			readonly relativePath: string;
			readonly misbehaviours: readonly MisbehaviourKind[];
	  }
	| {
			readonly event: "tileFinished";
			readonly number: number;
			readonly relativePath: string;
			/** False for a tile whose file stays half-written. */
			readonly isWritten: boolean;
			readonly completed: number;
			readonly total: number;
			readonly seconds: number;
	  }
	| {
			readonly event: "listDamaged";
			readonly number: number;
			readonly how: "truncated" | "shrunk";
			readonly forMs: number;
	  }
	| { readonly event: "finished"; readonly completed: number; readonly total: number; readonly seconds: number }
	| { readonly event: "stopped"; readonly completed: number; readonly total: number; readonly seconds: number };
