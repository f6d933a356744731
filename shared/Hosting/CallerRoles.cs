using Microsoft.AspNetCore.Http;

namespace Engram.Hosting;

/// <summary>What callers may do: by the key that a request presents, or by the session that a person opened with one.</summary>
public sealed class CallerRoles
{
    private static readonly object KeyItem = new();

    private readonly ApiKeys _keys;
    private readonly IKeySessions? _sessions;

    internal CallerRoles(ApiKeys keys, IKeySessions? sessions) => (_keys, _sessions) = (keys, sessions);

    /// <summary>Whether the service has keys. If it has none, every caller may do everything.</summary>
    public bool AreRequired => _keys.AreRequired;

    /// <summary>Returns the hash of the key by which a request was let in, its own or that of its session; null if the service asked for
    /// none.</summary>
    public static byte[]? KeyOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items[KeyItem] as byte[];
    }

    /// <summary>Returns the caller's role; null if it presents no valid key and has no session.</summary>
    public async ValueTask<KeyRole?> OfAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!_keys.AreRequired)
            return KeyRole.Admin;
        var key = ApiKeys.HashOf(context.Request);
        var role = _keys.RoleOf(key);
        if (role is null && _sessions is not null && await _sessions.FindKeyAsync(context) is { } ofSession)
            (key, role) = (ofSession, _keys.RoleOf(ofSession));
        if (role is not null)
            context.Items[KeyItem] = key;
        return role;
    }

    /// <summary>Returns the role of a key, and its hash; null if the service has no such key.</summary>
    public (KeyRole Role, byte[] Hash)? Of(string key)
    {
        var hash = ApiKey.HashOf(key);
        return _keys.RoleOf(hash) is { } role ? (role, hash) : null;
    }
}

/// <summary>Sessions that stand for a key, for callers that can't send one: browsers.</summary>
public interface IKeySessions
{
    /// <summary>Returns the hash of the key that the request's session was opened with; null if it has no session.</summary>
    ValueTask<byte[]?> FindKeyAsync(HttpContext context);
}

/// <summary>Marks an endpoint that answers callers without a key, and decides itself what they see.</summary>
public sealed class ChecksKeysItself;
