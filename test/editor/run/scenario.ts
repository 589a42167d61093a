/** Passes its thresholds, goes on until it is stopped, and keeps the API's process busy with hashing. */
export const LONG = `name: Orders
target: \${API_URL}
scenarios:
  orders:
    executor: constant-vus
    vus: 3
    duration: 10m
    gracefulStop: 1s
    flow: orders
flows:
  orders:
    - POST: /auth/login
      json: { email: ada@example.com, password: correct horse }
    - GET: /orders
    - think: 100ms
thresholds:
  http_req_duration: [p(95) < 5000]
  http_req_failed: [rate < 0.5]
`;
