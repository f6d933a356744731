using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Pictures;

/// <summary>Resolves and connects to hosts that strangers name. A lookup holds no thread, ends at its time limit whatever the server does,
/// and asks DNS only: /etc/hosts and search domains name internal hosts. See docs/adr/0020.</summary>
public sealed class HostResolver : IDisposable
{
    // Without a limit, a name with thousands of addresses would make the gateway try each of them.
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
        // No cache: strangers could fill it, and the servers have one.
        lookups.UseCache = false;
        // Retry a lost packet once, within the time limit.
        lookups.Retries = 1;
        lookups.Timeout = dns.Timeout / 2;
        _dns = new LookupClient(lookups);
        _places = new SemaphoreSlim(dns.MaxAtOnce);
        _timeout = dns.Timeout;
    }

    /// <summary>Connects to a host. It connects to the same addresses that it checked, so a name that resolves
    /// differently the second time gains nothing.</summary>
    /// <returns>Null if only public addresses are allowed and the host has any other address.</returns>
    public async Task<Stream?> ConnectAsync(DnsEndPoint host, bool allowPrivate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var addresses = await ResolveAsync(host.Host, cancellationToken);
        // A private address among public ones is no accident: reject the whole name.
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

    /// <exception cref="SocketException">The name is unknown, or was not resolved within the time limit.</exception>
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

    /// <summary>Returns the addresses of one type. Returns none if the server gives none, does not answer in
    /// time, or sends something that cannot be read.</summary>
    private async Task<IEnumerable<IPAddress>> AskAsync(string host, QueryType type, CancellationToken limit)
    {
        try
        {
            var response = await _dns.QueryAsync(host, type, cancellationToken: limit).WaitAsync(limit);
            return response.Answers.OfType<AddressRecord>().Select(record => record.Address);
        }
        catch (Exception)
        {
            // A hostile answer can make the parser fail in any way. Each failure means that no address is known.
            return [];
        }
    }

    // RFC 6761, section 6.3: DNS is not queried for these names.
    private static bool IsThisMachine(string host)
    {
        var name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
