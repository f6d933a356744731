using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engram.Hosting;

/// <summary>The API keys of the service. The key file is read again at an interval, so that keys are rotated without a restart.</summary>
internal sealed class ApiKeys : BackgroundService
{
    private const string Scheme = "Bearer ";

    private readonly ListeningOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ApiKeys> _logger;
    private volatile byte[][] _hashes;

    /// <exception cref="OptionsValidationException">The key file can't be read or holds a weak key.</exception>
    public ApiKeys(IOptions<ListeningOptions> options, TimeProvider time, ILogger<ApiKeys> logger)
    {
        (_options, _time, _logger) = (options.Value, time, logger);
        try
        {
            _hashes = ReadHashes();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new OptionsValidationException(ListeningOptions.SectionName, typeof(ListeningOptions), [e.Message]);
        }
    }

    public bool AreRequired => _hashes.Length > 0;

    /// <summary>Whether a request presents one of the keys.</summary>
    public bool Accept(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var presented = Hash(header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : "");
        return _hashes.Any(key => CryptographicOperations.FixedTimeEquals(key, presented));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.ApiKeysFile.Length == 0)
            return;
        string? lastFault = null;
        using var timer = new PeriodicTimer(_options.ApiKeysFileInterval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                _hashes = ReadHashes();
                lastFault = null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                if (e.Message != lastFault)
                    Log.ApiKeysFileUnusable(_logger, e.Message);
                lastFault = e.Message;
            }
        }
    }

    private byte[][] ReadHashes() => [.. _options.ApiKeys.Concat(ReadFile()).Select(Hash)];

    private List<string> ReadFile()
    {
        if (_options.ApiKeysFile.Length == 0)
            return [];
        var keys = File.ReadLines(_options.ApiKeysFile).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')
            .ToList();
        // A file that is empty while it is being rewritten must not open the service.
        if (keys.Count == 0)
            throw new InvalidDataException($"{_options.ApiKeysFile} holds no API key; it needs one per line.");
        if (keys.Find(key => key.Length < ListeningOptions.MinApiKeyLength) is { } weak)
            throw new InvalidDataException(
                $"{_options.ApiKeysFile} holds a key of {weak.Length} characters; use at least {ListeningOptions.MinApiKeyLength}.");
        return keys;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
