/** Where a viewer is, as far as CloudFront would know. */
export interface Location {
  readonly latitude: number;
  readonly longitude: number;
  readonly city: string;
  /** ISO 3166-1, two letters. */
  readonly country: string;
  readonly countryName: string;
  readonly timeZone: string;
}

const place = (
  city: string,
  latitude: number,
  longitude: number,
  country: string,
  countryName: string,
  timeZone: string,
): Location => ({ city, latitude, longitude, country, countryName, timeZone });

/** Places that have a name here; a pair of coordinates gets city, country and time zone of the one next to it. */
const places: readonly [Location, ...Location[]] = [
  place("Amsterdam", 52.374, 4.8897, "NL", "Netherlands", "Europe/Amsterdam"),
  place("Berlin", 52.5244, 13.4105, "DE", "Germany", "Europe/Berlin"),
  place("Cape Town", -33.9258, 18.4232, "ZA", "South Africa", "Africa/Johannesburg"),
  place("Dublin", 53.3331, -6.2489, "IE", "Ireland", "Europe/Dublin"),
  place("Hamburg", 53.5753, 10.0153, "DE", "Germany", "Europe/Berlin"),
  place("Lagos", 6.4541, 3.3947, "NG", "Nigeria", "Africa/Lagos"),
  place("London", 51.5085, -0.1257, "GB", "United Kingdom", "Europe/London"),
  place("Madrid", 40.4165, -3.7026, "ES", "Spain", "Europe/Madrid"),
  place("Mumbai", 19.0728, 72.8826, "IN", "India", "Asia/Kolkata"),
  place("Munich", 48.1374, 11.5755, "DE", "Germany", "Europe/Berlin"),
  place("New York", 40.7143, -74.006, "US", "United States", "America/New_York"),
  place("Paris", 48.8534, 2.3488, "FR", "France", "Europe/Paris"),
  place("Rome", 41.8919, 12.5113, "IT", "Italy", "Europe/Rome"),
  place("San Francisco", 37.7749, -122.4194, "US", "United States", "America/Los_Angeles"),
  place("Singapore", 1.2897, 103.8501, "SG", "Singapore", "Asia/Singapore"),
  place("Sydney", -33.8678, 151.2073, "AU", "Australia", "Australia/Sydney"),
  place("São Paulo", -23.5475, -46.6361, "BR", "Brazil", "America/Sao_Paulo"),
  place("Tokyo", 35.6895, 139.6917, "JP", "Japan", "Asia/Tokyo"),
  place("Vienna", 48.2085, 16.3721, "AT", "Austria", "Europe/Vienna"),
  place("Zurich", 47.3667, 8.55, "CH", "Switzerland", "Europe/Zurich"),
];

/** Good enough to tell which of some cities is next. */
const squared = (a: Location, latitude: number, longitude: number): number => {
  const turn = ((a.longitude - longitude + 540) % 360) - 180;
  return (a.latitude - latitude) ** 2 + (turn * Math.cos((latitude * Math.PI) / 180)) ** 2;
};

const plain = (name: string) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The location that a text means: `52.52,13.41`, or a city of the list. Throws a sentence for a person. */
export const parseLocation = (text: string): Location => {
  const [, lat, long] = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  if (lat !== undefined && long !== undefined) {
    const [latitude, longitude] = [Number(lat), Number(long)];
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180)
      throw new Error(`"${text}" is nowhere: a latitude is from -90 to 90, a longitude from -180 to 180.`);
    const next = places.reduce((best, one) =>
      squared(one, latitude, longitude) < squared(best, latitude, longitude) ? one : best,
    );
    return { ...next, latitude, longitude };
  }
  const found = places.find(({ city }) => plain(city) === plain(text.trim()));
  if (found) return found;
  throw new Error(
    `"${text}" is no location: give latitude and longitude, as in 52.52,13.41, or one of ${places.map(({ city }) => city).join(", ")}.`,
  );
};

/**
 * What CloudFront adds of a location, by header.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html#cloudfront-headers-viewer-location
 */
export const locationHeaders = (location: Location): Readonly<Record<string, string>> => ({
  "cloudfront-viewer-city": encodeURI(location.city).replaceAll("%20", " "),
  "cloudfront-viewer-country": location.country,
  "cloudfront-viewer-country-name": location.countryName,
  "cloudfront-viewer-latitude": location.latitude.toFixed(5),
  "cloudfront-viewer-longitude": location.longitude.toFixed(5),
  "cloudfront-viewer-time-zone": location.timeZone,
});
