import type { Random } from "../randomness/random.ts";
import { type Covariance, type Ellipsoid, ellipsoidRadiusInSigmas, type Vector } from "./structures.ts";

/** A direction of length 1, every one equally likely. */
export function randomDirection(random: Random): Vector {
	const x = random.normal();
	const y = random.normal();
	const z = random.normal();
	const length = Math.sqrt(x * x + y * y + z * z) || 1;
	return { x: x / length, y: y / length, z: z / length };
}

/** An ellipsoid whose brightness is half at `radii` micrometres along three axes at right angles, turned at random. */
export function randomEllipsoid(random: Random, centre: Vector, radii: Vector, brightness: number): Ellipsoid {
	const a = randomDirection(random);
	const b = perpendicular(a, randomDirection(random));
	const c = cross(a, b);
	const squares = [radii.x, radii.y, radii.z].map((radius) => (radius / ellipsoidRadiusInSigmas) ** 2);
	const sum = (row: keyof Vector, column: keyof Vector) =>
		[a, b, c].reduce((total, axis, index) => total + (squares[index] ?? 0) * axis[row] * axis[column], 0);
	const covariance: Covariance = [
		sum("x", "x"),
		sum("x", "y"),
		sum("x", "z"),
		sum("y", "y"),
		sum("y", "z"),
		sum("z", "z"),
	];
	return { centre, covariance, brightness };
}

function cross(a: Vector, b: Vector): Vector {
	return { x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x };
}

/** The part of `b` at right angles to `a` (length 1), made length 1. */
function perpendicular(a: Vector, b: Vector): Vector {
	const along = a.x * b.x + a.y * b.y + a.z * b.z;
	const rest = { x: b.x - along * a.x, y: b.y - along * a.y, z: b.z - along * a.z };
	const length = Math.hypot(rest.x, rest.y, rest.z);
	if (length > 1e-6) return { x: rest.x / length, y: rest.y / length, z: rest.z / length };
	// Parallel by a one-in-a-million chance: any other axis will do.
	return perpendicular(a, Math.abs(a.x) < 0.9 ? { x: 1, y: 0, z: 0 } : { x: 0, y: 1, z: 0 });
}
