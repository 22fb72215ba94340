import type { Random } from "../randomness/random.ts";
import { randomDirection } from "./ellipsoid.ts";
import { pushGranule, pushTube, type Vector } from "./structures.ts";

/** How a branching filament grows, step by step, from its root. Lengths are micrometres. */
export interface FilamentHabit {
	readonly stepLength: number;
	/** Sideways wandering at each step, as a part of the step. */
	readonly wander: number;
	readonly length: number;
	/** Growth ends at this distance from the root. */
	readonly maxDistance: number;
	/** Pen width at the root and at the tips. */
	readonly sigma: { readonly root: number; readonly tip: number };
	readonly brightness: number;
	/** Chance of a fork at each step, and how many forks lie at most between root and tip. */
	readonly forkChance: number;
	readonly maxForks: number;
	/** Mean distance between bright beads (boutons); none when null. */
	readonly beadDistance: number | null;
}

interface Tip {
	readonly at: Vector;
	readonly direction: Vector;
	readonly grown: number;
	readonly forks: number;
}

/** Grows a filament and appends its pieces and beads, packed. */
export function growFilament(
	random: Random,
	root: Vector,
	direction: Vector,
	habit: FilamentHabit,
	into: { readonly tubes: number[]; readonly granules: number[] },
): void {
	const open: Tip[] = [{ at: root, direction, grown: 0, forks: 0 }];
	for (let tip = open.pop(); tip !== undefined; tip = open.pop()) {
		if (tip.grown >= habit.length) continue;
		const heading = turned(random, tip.direction, habit.wander);
		const to = advanced(tip.at, heading, habit.stepLength);
		if (Math.hypot(to.x - root.x, to.y - root.y, to.z - root.z) > habit.maxDistance) continue;

		const part = tip.grown / habit.length;
		const sigma = habit.sigma.root + (habit.sigma.tip - habit.sigma.root) * part;
		pushTube(into.tubes, { from: tip.at, to, sigma, brightness: habit.brightness });
		if (habit.beadDistance !== null && random.uniform() < habit.stepLength / habit.beadDistance) {
			const centre = advanced(tip.at, heading, habit.stepLength * random.uniform());
			pushGranule(into.granules, { centre, sigma: sigma * random.between(1.3, 2), brightness: habit.brightness });
		}

		const grown = tip.grown + habit.stepLength;
		open.push({ at: to, direction: heading, grown, forks: tip.forks });
		if (tip.forks < habit.maxForks && random.uniform() < habit.forkChance) {
			open.push({ at: to, direction: turned(random, heading, 0.8), grown, forks: tip.forks + 1 });
		}
	}
}

/** The direction, bent by about `by` radians to a random side. */
function turned(random: Random, direction: Vector, by: number): Vector {
	const side = randomDirection(random);
	const x = direction.x + by * side.x;
	const y = direction.y + by * side.y;
	const z = direction.z + by * side.z;
	const length = Math.hypot(x, y, z) || 1;
	return { x: x / length, y: y / length, z: z / length };
}

export function advanced(from: Vector, direction: Vector, by: number): Vector {
	return { x: from.x + by * direction.x, y: from.y + by * direction.y, z: from.z + by * direction.z };
}
