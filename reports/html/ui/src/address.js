// What the address shows: #run=2&unit=bottle&page=certificate.

export const PAGES = ['results', 'certificate', 'decision'];

export function readAddress() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const page = parameters.get('page');
  return {
    run: parameters.has('run') ? Number(parameters.get('run')) : null,
    unit: parameters.get('unit') ?? '',
    page: PAGES.includes(page) ? page : 'results',
  };
}

export function addressOf({ run, unit = '', page = 'results' }) {
  return `#${new URLSearchParams({
    run,
    ...(unit ? { unit } : {}),
    ...(page === 'results' ? {} : { page }),
  })}`;
}
