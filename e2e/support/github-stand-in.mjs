// Loaded into the server: answers in place of github.com, whose account is the one below.
const profile = { id: 4711, login: 'mona', name: 'Mona Lisa', email: 'mona@example.com' }
const outside = globalThis.fetch

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  if (request.url === 'https://github.com/login/oauth/access_token') {
    const code = new URLSearchParams(await request.text()).get('code')
    return Response.json(
      code === 'good'
        ? { access_token: 'of-mona', token_type: 'bearer', scope: '' }
        : { error: 'bad_verification_code' },
    )
  }
  if (request.url === 'https://api.github.com/user') return Response.json(profile)
  return outside(request)
}
