# Writes r.csv: ordinary arguments at which R's own implementations are accurate, as a source independent of make_grids.py.
#   Rscript make_r_grid.R
# Made with R 4.2.2 (Debian). Tails below 1e-30 and shapes above 1e4 are left to make_grids.py;
# so are the upper chi-squared and gamma quantiles, where R stops at nine digits (qchisq(1.3e-14, 9.7, lower.tail = FALSE)).
set.seed(20260101)
rows <- list()
add <- function(name, ..., value) {
  a <- sapply(c(...), function(v) sprintf("%.17g", v))
  length(a) <- 4
  a[is.na(a)] <- ""
  rows[[length(rows) + 1]] <<- paste(c(name, a, sprintf("%.17g", value)), collapse = ",")
}
for (i in 1:25) {
  p <- runif(1)^2; q <- 10^-runif(1, 0.4, 25)
  z <- rnorm(1) * 3
  add("Normal.Cdf", z, value = pnorm(z)); add("Normal.Survival", z, value = pnorm(z, lower.tail = FALSE)); add("Normal.Density", z, value = dnorm(z))
  add("Normal.Quantile", p, value = qnorm(p)); add("Normal.UpperQuantile", q, value = qnorm(q, lower.tail = FALSE))
  df <- 10^runif(1, 0, 3.5); t <- rt(1, 4)
  add("StudentT.Cdf", t, df, value = pt(t, df)); add("StudentT.Survival", t, df, value = pt(t, df, lower.tail = FALSE)); add("StudentT.Density", t, df, value = dt(t, df))
  add("StudentT.Quantile", p, df, value = qt(p, df))
  x <- rchisq(1, df)
  add("ChiSquared.Cdf", x, df, value = pchisq(x, df)); add("ChiSquared.Survival", x, df, value = pchisq(x, df, lower.tail = FALSE)); add("ChiSquared.Density", x, df, value = dchisq(x, df))
  add("ChiSquared.Quantile", p, df, value = qchisq(p, df))
  d2 <- 10^runif(1, 0, 3); f <- rf(1, df, d2)
  add("FisherF.Cdf", f, df, d2, value = pf(f, df, d2)); add("FisherF.Survival", f, df, d2, value = pf(f, df, d2, lower.tail = FALSE)); add("FisherF.Density", f, df, d2, value = df(f, df, d2))
  a <- 10^runif(1, -0.5, 3); b <- 10^runif(1, -0.5, 3); y <- rbeta(1, a, b)
  add("BetaDistribution.Cdf", y, a, b, value = pbeta(y, a, b)); add("BetaDistribution.Survival", y, a, b, value = pbeta(y, a, b, lower.tail = FALSE)); add("BetaDistribution.Density", y, a, b, value = dbeta(y, a, b))
  add("BetaDistribution.Quantile", p, a, b, value = qbeta(p, a, b))
  r <- 10^runif(1, -2, 2); g <- rgamma(1, a, r)
  add("GammaDistribution.Cdf", g, a, r, value = pgamma(g, a, r)); add("GammaDistribution.Survival", g, a, r, value = pgamma(g, a, r, lower.tail = FALSE)); add("GammaDistribution.Density", g, a, r, value = dgamma(g, a, r))
  add("GammaDistribution.Quantile", p, a, r, value = qgamma(p, a, r))
  n <- ceiling(10^runif(1, 0, 5)); s <- runif(1); k <- rbinom(1, n, s)
  add("Binomial.Cdf", k, n, s, value = pbinom(k, n, s)); add("Binomial.Mass", k, n, s, value = dbinom(k, n, s))
  add("Binomial.Survival", k, n, s, value = pbinom(k, n, s, lower.tail = FALSE))
  add("Binomial.Quantile", p, n, s, value = qbinom(p, n, s)); add("Binomial.UpperQuantile", q, n, s, value = qbinom(q, n, s, lower.tail = FALSE))
  mu <- 10^runif(1, -1, 4); k <- rpois(1, mu)
  add("Poisson.Cdf", k, mu, value = ppois(k, mu)); add("Poisson.Mass", k, mu, value = dpois(k, mu)); add("Poisson.Survival", k, mu, value = ppois(k, mu, lower.tail = FALSE))
  add("Poisson.Quantile", p, mu, value = qpois(p, mu)); add("Poisson.UpperQuantile", q, mu, value = qpois(q, mu, lower.tail = FALSE))
}
args <- commandArgs(FALSE)
here <- dirname(sub("^--file=", "", args[grep("^--file=", args)]))
writeLines(c("function,x,a,b,c,value", unlist(rows)), file.path(here, "r.csv"))
