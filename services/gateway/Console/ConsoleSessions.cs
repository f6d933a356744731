using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Engram.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Gateway.Console;

/// <summary>
/// Sessions of people who signed in with an API key. A browser sends the cookie with every request, also with one that another page
/// provoked: a request that changes something also needs the token of the session's own pages.
/// </summary>
internal sealed class ConsoleSessions(NpgsqlDataSource database, TimeProvider time, IOptions<ConsoleOptions> options) : IKeySessions
{
    public const string Cookie = "engram-session";
    public const string TokenHeader = "X-Engram-Token";

    private const int SecretBytes = 32;

    public async ValueTask<byte[]?> FindKeyAsync(HttpContext context)
    {
        var request = context.Request;
        if (SecretOf(request) is not { } secret)
            return null;
        var isReading = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        return isReading || IsToken(request.Headers[TokenHeader].ToString(), secret) ? await FindKeyAsync(secret, context.RequestAborted)
            : null;
    }

    /// <summary>Opens a session for a key and forgets those that are over.</summary>
    public async Task OpenAsync(HttpContext context, byte[] keySha256, CancellationToken cancellationToken)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand(
            """
            with over as (delete from gateway.console_sessions where expires_at < $3)
            insert into gateway.console_sessions (cookie_sha256, key_sha256, expires_at) values ($1, $2, $4)
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = HashOf(secret) });
        command.Parameters.Add(new NpgsqlParameter { Value = keySha256 });
        command.Parameters.Add(new NpgsqlParameter { Value = now });
        command.Parameters.Add(new NpgsqlParameter { Value = now + options.Value.SessionAge });
        await command.ExecuteNonQueryAsync(cancellationToken);
        context.Response.Cookies.Append(Cookie, secret, Rules(context.Request));
    }

    /// <summary>Ends the request's session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">The session's token, as its pages send it.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task CloseAsync(HttpContext context, string token, CancellationToken cancellationToken)
    {
        if (SecretOf(context.Request) is not { } secret || !IsToken(token, secret))
            return;
        await using var command = database.CreateCommand("delete from gateway.console_sessions where cookie_sha256 = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = HashOf(secret) });
        await command.ExecuteNonQueryAsync(cancellationToken);
        context.Response.Cookies.Delete(Cookie, Rules(context.Request));
    }

    /// <summary>Returns the token that pages of the request's session send with each change; null without a session.</summary>
    public static string? TokenOf(HttpRequest request) => SecretOf(request) is { } secret ? TokenOf(secret) : null;

    private async Task<byte[]?> FindKeyAsync(string secret, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select key_sha256 from gateway.console_sessions where cookie_sha256 = $1 and expires_at > $2");
        command.Parameters.Add(new NpgsqlParameter { Value = HashOf(secret) });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    private static string? SecretOf(HttpRequest request) => request.Cookies[Cookie] is { Length: > 0 } secret ? secret : null;

    private static bool IsToken(string token, string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(TokenOf(secret)));

    // Pages can't read the cookie, so the token is derived from it: nothing has to be stored, and it ends with the session.
    private static string TokenOf(string secret) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "engram console"u8));

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private CookieOptions Rules(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        Path = "/",
        MaxAge = options.Value.SessionAge,
        IsEssential = true,
    };
}
