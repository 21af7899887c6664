// Copyright (c) 2026, certops.digicert contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

import java.io.FileInputStream;
import java.net.URL;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** java Client.java TYPE KEYSTORE URL, the passphrase on standard input: print which client certificate the server has seen. */
public class Client {
    /** The server's own certificate is not what is tested. */
    private static final X509TrustManager ANYBODY = new X509TrustManager() {
        public void checkClientTrusted(X509Certificate[] chain, String type) {}
        public void checkServerTrusted(X509Certificate[] chain, String type) {}
        public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
    };

    public static void main(String[] arguments) throws Exception {
        char[] passphrase = new String(System.in.readAllBytes()).toCharArray();
        KeyStore store = KeyStore.getInstance(arguments[0]);
        try (FileInputStream file = new FileInputStream(arguments[1])) {
            store.load(file, passphrase);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, passphrase);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {ANYBODY}, null);
        HttpsURLConnection connection = (HttpsURLConnection) new URL(arguments[2]).openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        connection.setHostnameVerifier((name, session) -> true);
        System.out.println(connection.getResponseCode() + " " + connection.getHeaderField("X-Client-Serial"));
    }
}
