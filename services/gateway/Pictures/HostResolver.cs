using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Pictures;

/// <summary>
/// Looks up and connects to hosts that strangers name. A look-up holds no thread, ends at its limit whatever the server does, and asks DNS
/// alone: neither /etc/hosts nor search domains, which name what is inside. See docs/adr/0020.
/// </summary>
public sealed class HostResolver : IDisposable
{
    // A name with thousands of addresses would make the gateway knock on each.
    private const int MaxAddresses = 8;

    private readonly LookupClient _dns;
    private readonly SemaphoreSlim _places;
    private readonly TimeSpan _timeout;

    public HostResolver(IOptions<DnsOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var dns = options.Value;
        var servers = dns.Endpoints;
        var lookups = servers.Length > 0 ? new LookupClientOptions(servers) : new LookupClientOptions();
        // Without a cache: strangers would fill it, and the servers have one.
        lookups.UseCache = false;
        // A lost packet is sent once more, within the limit.
        lookups.Retries = 1;
        lookups.Timeout = dns.Timeout / 2;
        _dns = new LookupClient(lookups);
        _places = new SemaphoreSlim(dns.MaxAtOnce);
        _timeout = dns.Timeout;
    }

    /// <summary>Connects to a host. The addresses that are checked are those it connects to, so a name that resolves differently the
    /// second time gains nothing.</summary>
    /// <returns>Null when the host is not, or not only, on public addresses and these alone are allowed.</returns>
    public async Task<Stream?> ConnectAsync(DnsEndPoint host, bool allowPrivate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var addresses = await ResolveAsync(host.Host, cancellationToken);
        // One closed address among public ones is no accident: the name is refused whole.
        if (!allowPrivate && !addresses.All(PublicAddress.IsPublic))
            return null;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync([.. addresses.Take(MaxAddresses)], host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="SocketException">The name is not known, or not within the limit.</exception>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (IPAddress.TryParse(host, out var address))
            return [address];
        if (IsThisMachine(host))
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        try
        {
            await _places.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SocketException((int)SocketError.TryAgain);
        }

        try
        {
            var answers = await Task.WhenAll(AskAsync(host, QueryType.A, limit.Token), AskAsync(host, QueryType.AAAA, limit.Token));
            cancellationToken.ThrowIfCancellationRequested();
            return answers.SelectMany(found => found).ToArray() is { Length: > 0 } addresses ? addresses
                : throw new SocketException((int)(limit.IsCancellationRequested ? SocketError.TimedOut : SocketError.HostNotFound));
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    /// <summary>The addresses of one kind; none when the server gives none, none in time, or nothing that can be read.</summary>
    private async Task<IEnumerable<IPAddress>> AskAsync(string host, QueryType type, CancellationToken limit)
    {
        try
        {
            var response = await _dns.QueryAsync(host, type, cancellationToken: limit).WaitAsync(limit);
            return response.Answers.OfType<AddressRecord>().Select(record => record.Address);
        }
        catch (Exception)
        {
            // A hostile answer may make the reader fail in any way; all come to this: no address is known.
            return [];
        }
    }

    // RFC 6761, section 6.3: these names are not asked for.
    private static bool IsThisMachine(string host)
    {
        var name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
