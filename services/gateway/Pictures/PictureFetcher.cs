using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Engram.ApiContracts;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Pictures;

/// <summary>
/// Fetches a picture from a URL that a stranger named, without proxy, cookies, credentials or decompression. It checks the address that it
/// connects to, so neither a name that resolves differently nor a redirect leads to a private address. Limits per caller and host ensure
/// that a slow host delays only posts that name it.
/// </summary>
public sealed class PictureFetcher : IDisposable
{
    private const int MaxHeaderKilobytes = 16;

    private readonly PictureFetchOptions _options;
    private readonly int _maxBytes;
    private readonly FetchPlaces _places;
    private readonly HostResolver _hosts;
    private readonly PictureFiles _files;
    private readonly BytesInHand _inHand;
    private readonly HttpClient _http;

    public PictureFetcher(
        IOptions<PictureFetchOptions> options, IOptions<GatewayOptions> gateway, HostResolver hosts, PictureFiles files, BytesInHand inHand)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(gateway);
        _options = options.Value;
        _maxBytes = gateway.Value.MaxPictureBytes;
        _places = new FetchPlaces(_options);
        _hosts = hosts;
        _files = files;
        _inHand = inHand;
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            ConnectCallback = ConnectAsync,
            // A pending connection outlives the request that started it, so it needs a limit of its own.
            ConnectTimeout = _options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        })
        {
            // FetchAsync limits the whole fetch, including redirects.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Engram", "1"));
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("image/*"));
    }

    /// <param name="url">The picture's URL.</param>
    /// <param name="caller">The caller whose share of the fetches is used.</param>
    /// <param name="cancellationToken">Cancels the fetch.</param>
    /// <exception cref="PictureFetchException">The URL is not allowed, or gave no picture within the time and size limits.</exception>
    public async Task<PictureContent> FetchAsync(string url, string caller, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Timeout);
        try
        {
            var allowed = Allowed(url, relativeTo: null);
            using var place = await _places.EnterAsync(caller, timeout.Token);
            return await FollowAsync(allowed, timeout.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PictureFetchException("url-timeout", $"The picture did not come within {_options.Timeout.TotalSeconds:0.#} s.", e);
        }
        catch (ProblemException e)
        {
            throw new PictureFetchException("url-busy", e.Problem.Detail, e);
        }
        catch (HttpRequestException e) when (Refusal(e) is { } refusal)
        {
            throw refusal;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationException)
        {
            throw new PictureFetchException("url-unreachable", "The picture's server can't be reached or broke off.", e);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _places.Dispose();
    }

    private async Task<PictureContent> FollowAsync(Uri url, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var place = await _places.EnterHostAsync(url.IdnHost, cancellationToken);
            using var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode is < HttpStatusCode.MultipleChoices or >= HttpStatusCode.BadRequest
                || response.Headers.Location is not { } location)
                return await ReadAsync(response, cancellationToken);
            if (redirects == _options.MaxRedirects)
                throw new PictureFetchException("url-redirects", $"The picture's URL redirects more than {_options.MaxRedirects} times.");
            url = Allowed(location.OriginalString, relativeTo: url);
        }
    }

    private async Task<PictureContent> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            throw new PictureFetchException("url-status", $"The picture's server answered {(int)response.StatusCode} instead of 200.");
        if (response.Content.Headers.ContentEncoding.Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            throw new PictureFetchException("url-encoded", "The picture's server sent it compressed, though it was not asked to.");
        var announced = response.Content.Headers.ContentLength;
        if (announced > _maxBytes)
            throw TooLarge();

        var share = await _inHand.TakeAsync(announced ?? _maxBytes, cancellationToken);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var picture = _files.Create();
            if (!await picture.TryCopyAsync(body, _maxBytes, cancellationToken))
                throw TooLarge();
            if (picture.Length == 0)
                throw new PictureFetchException("url-empty", "The picture's server answered with an empty body.");
            share.ShrinkTo(picture.Length);
            return picture.Complete(share);
        }
        catch
        {
            share.Dispose();
            throw;
        }
    }

    private Uri Allowed(string text, Uri? relativeTo)
    {
        var isUrl = relativeTo is null ? Uri.TryCreate(text, UriKind.Absolute, out var url) : Uri.TryCreate(relativeTo, text, out url);
        if (!isUrl || url!.Scheme is not ("http" or "https"))
            throw NotAllowed("it is no absolute http or https URL");
        if (url.UserInfo.Length > 0)
            throw NotAllowed("it holds a user name or password");
        if (!url.IsDefaultPort && !_options.AllowPrivateAddresses)
            throw NotAllowed($"it names port {url.Port}; only 80 for http and 443 for https are used");
        if (relativeTo?.Scheme == "https" && url.Scheme == "http")
            throw NotAllowed("it redirects from https to http");
        return url;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        await _hosts.ConnectAsync(context.DnsEndPoint, _options.AllowPrivateAddresses, cancellationToken)
        ?? throw NotAllowed("its host is not on a public address");

    private PictureFetchException TooLarge() =>
        new("url-too-large", $"The picture has more than {_maxBytes} bytes, the most that is taken.");

    private static PictureFetchException NotAllowed(string why) => new("url-not-allowed", $"The picture's URL is not allowed: {why}.");

    // Exceptions of the connect callback arrive wrapped.
    private static PictureFetchException? Refusal(Exception e) =>
        e as PictureFetchException ?? (e.InnerException is { } inner ? Refusal(inner) : null);
}
