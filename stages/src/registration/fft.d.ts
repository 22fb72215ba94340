declare module "fft.js" {
	/** Complex transforms of a power of two; arrays hold real and imaginary parts in turn. */
	class FFT {
		constructor(size: number);
		/** `out` and `data` must be different arrays of `2 * size` numbers. */
		transform(out: Float64Array, data: Float64Array): void;
		/** Divides by the size. */
		inverseTransform(out: Float64Array, data: Float64Array): void;
	}
	export = FFT;
}
