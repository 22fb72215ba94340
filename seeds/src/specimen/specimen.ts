import { hash32, Random, wordOf } from "../randomness/random.ts";
import { CellField, type FieldRecipe } from "./cell-field.ts";
import { randomDirection } from "./ellipsoid.ts";
import { granules, neurons, nuclei, vessels } from "./field-recipes.ts";
import type { Box, Cluster, Wave } from "./structures.ts";

/** Structures that may be seen in a box, each with how strongly the channel shows it. */
export interface Scene {
	readonly clusters: readonly { readonly cluster: Cluster; readonly weight: number }[];
	readonly waves: readonly Wave[];
	/** Brightness everywhere. */
	readonly base: number;
}

/**
 * A synthetic specimen without end: neurons, nuclei, vessels and a granular background, all made from the seed
 * where somebody looks. Brightness 1 is that of an average cell body.
 */
export interface Specimen {
	readonly channelNames: readonly string[];
	/** What shines into `box` (micrometres) in one channel; the box must include the reach of the blur. */
	sceneIn(channel: number, box: Box): Scene;
}

type FieldName = "neurons" | "nuclei" | "vessels" | "granules";

interface Labelling {
	readonly name: string;
	readonly base: number;
	readonly waviness: number;
	readonly shows: Readonly<Partial<Record<FieldName, number>>>;
}

const recipes: Readonly<Record<FieldName, FieldRecipe>> = { neurons, nuclei, vessels, granules };

/** Which structures the channels show; a fourth channel and further ones begin again with another seed. */
const labellings: readonly [Labelling, ...Labelling[]] = [
	{ name: "Neurons", base: 0.03, waviness: 0.006, shows: { neurons: 1, nuclei: 0.02, granules: 0.09 } },
	{ name: "Nuclei", base: 0.02, waviness: 0.004, shows: { nuclei: 0.8, granules: 0.03 } },
	{ name: "Vessels", base: 0.04, waviness: 0.008, shows: { vessels: 0.9, neurons: 0.03, granules: 0.06 } },
];

export function createSpecimen(seed: number, channelCount: number): Specimen {
	const fields = new Map<string, CellField>();
	const fieldOf = (name: FieldName, round: number) => {
		const key = `${name} ${round}`;
		let field = fields.get(key);
		if (!field) {
			field = new CellField(hash32(seed, round), recipes[name]);
			fields.set(key, field);
		}
		return field;
	};
	const channels = Array.from({ length: channelCount }, (_, index) => {
		const labelling = labellings[index % labellings.length] ?? labellings[0];
		const round = Math.floor(index / labellings.length);
		return {
			name: round === 0 ? labelling.name : `${labelling.name} ${round + 1}`,
			base: labelling.base,
			waves: createWaves(new Random(seed, wordOf("waves"), index), labelling.waviness),
			fields: fieldNames(labelling).map(([name, weight]) => ({ field: fieldOf(name, round), weight })),
		};
	});
	return {
		channelNames: channels.map((channel) => channel.name),
		sceneIn: (index, box) => {
			const channel = channels[index];
			if (!channel) throw new RangeError(`the specimen has ${channels.length} channels, not one with index ${index}`);
			return {
				base: channel.base,
				waves: channel.waves,
				clusters: channel.fields.flatMap(({ field, weight }) =>
					field.clustersIn(box).map((cluster) => ({ cluster, weight })),
				),
			};
		},
	};
}

function fieldNames(labelling: Labelling): [FieldName, number][] {
	// Object.entries forgets the keys' type.
	return Object.entries(labelling.shows) as [FieldName, number][];
}

/** Six waves of 60 to 400 micrometres; together they stay below three times `amplitude` nearly everywhere. */
function createWaves(random: Random, amplitude: number): Wave[] {
	return Array.from({ length: 6 }, () => {
		const direction = randomDirection(random);
		const k = (2 * Math.PI) / random.between(60, 400);
		return {
			k: { x: k * direction.x, y: k * direction.y, z: k * direction.z },
			phase: random.between(0, 2 * Math.PI),
			amplitude: amplitude * random.between(0.4, 1),
		};
	});
}
