/**
 * The plane an image is made of: pixel (column, row) has its centre at (x + column · pixelSize, y + row · pixelSize, z),
 * micrometres in the specimen's frame. Rows grow with y, as OME has it.
 */
export interface Plane {
	readonly x: number;
	readonly y: number;
	readonly z: number;
	readonly pixelSize: number;
	readonly width: number;
	readonly height: number;
}
