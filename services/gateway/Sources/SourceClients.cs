using System.Net;
using Engram.ApiContracts.Sources;
using Engram.Gateway.Pictures;
using Engram.Streams;
using Engram.Streams.Clients;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Sources;

/// <summary>Creates the client that follows a source. Tokens come from the environment; each is sent only
/// to the host that the options name with it.</summary>
internal sealed class SourceClients(
    IOptions<SourcesOptions> sources, IOptions<StreamOptions> parsing, IOptions<GatewayOptions> options, ReconnectOptions reconnect,
    HostResolver hosts, TimeProvider time)
{
    // A stream of the whole network is never silent. A stream of a few authors can be; there, pings show that the connection is alive.
    private static readonly TimeSpan BusyStall = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan QuietStall = TimeSpan.FromMinutes(15);

    /// <summary>Returns why a stream cannot be requested; null if it can.</summary>
    public string? FindFault(SourceDefinition definition)
    {
        var (address, token) = (definition.Address, TokenOf(definition.Address));
        if (definition.Form == SourceForm.X && token is null)
            return $"X asks for a token. Name the variable that holds it in SourceTokens, with the host {address.Authority}.";
        if (token is not null && (!IsSafe(address) || (definition.StreamingAddress is { } streaming && !IsSafe(streaming))))
            return "A token is sent by https only.";
        return definition.StreamingAddress is { } other && TokenOf(other) != token
            ? $"The token of {address.Authority} is not sent to {other.Authority}. Name it in SourceTokens for both." : null;
    }

    /// <exception cref="StreamRefusedException">The stream cannot be requested.</exception>
    public IStreamClient Create(Source source)
    {
        var definition = source.Definition;
        if (FindFault(definition) is { } fault)
            throw new StreamRefusedException(fault);
        // Hosts in the options are trusted, and /etc/hosts may resolve them.
        ConnectionOpener? connect = source.IsOfOptions ? null : ConnectAsync;
        return definition.Form switch
        {
            SourceForm.Jetstream => new JetstreamClient(JetstreamOf(definition, connect), parsing.Value, time),
            SourceForm.Mastodon => new MastodonClient(MastodonOf(definition, connect), parsing.Value, time),
            SourceForm.X => new XStreamClient(XOf(definition, connect), parsing.Value, time),
            _ => new FeedClient(FeedOf(definition, connect), parsing.Value, time),
        };
    }

    private JetstreamClientOptions JetstreamOf(SourceDefinition definition, ConnectionOpener? connect) => new()
    {
        Url = definition.Address,
        Dids = definition.Dids,
        StallTimeout = definition.Dids.Count > 0 ? QuietStall : BusyStall,
        Connect = connect,
        Reconnect = reconnect,
    };

    private MastodonClientOptions MastodonOf(SourceDefinition definition, ConnectionOpener? connect) => new()
    {
        Server = definition.Address,
        StreamingServer = definition.StreamingAddress,
        Stream = definition.Stream,
        // Only the public timeline contains what its stream sent, so only its gaps can be filled. Gaps of other streams are reported.
        Timeline = definition.Stream == SourceDefinition.PublicStream ? SourceDefinition.PublicStream : null,
        Token = TokenOf(definition.Address),
        Connect = connect,
        Reconnect = reconnect,
    };

    private XStreamOptions XOf(SourceDefinition definition, ConnectionOpener? connect) => new()
    {
        Url = definition.Address.Query.Length > 0
            ? definition.Address : new UriBuilder(definition.Address) { Query = XStreamOptions.Fields }.Uri,
        Token = TokenOf(definition.Address)!,
        BackfillMinutes = definition.BackfillMinutes,
        Connect = connect,
        Reconnect = reconnect,
    };

    private FeedClientOptions FeedOf(SourceDefinition definition, ConnectionOpener? connect) => new()
    {
        Url = definition.Address,
        Interval = definition.Interval,
        Connect = connect,
        Reconnect = reconnect,
    };

    private string? TokenOf(Uri address)
    {
        bool IsOf(SourceTokenOptions token) => token.Host!.Equals(address.Authority, StringComparison.OrdinalIgnoreCase);
        return sources.Value.SourceTokens.FirstOrDefault(IsOf) is { } found ? Environment.GetEnvironmentVariable(found.Variable!) : null;
    }

    private static bool IsSafe(Uri address) => address.Scheme == "https" || address.IsLoopback;

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint host, CancellationToken cancellationToken) =>
        await hosts.ConnectAsync(host, options.Value.AllowPrivateSources, cancellationToken)
        ?? throw new StreamRefusedException($"{host.Host} is not on a public address.");
}
